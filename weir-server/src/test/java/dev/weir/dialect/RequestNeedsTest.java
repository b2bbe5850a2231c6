package dev.weir.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.spi.Capability;
import dev.weir.spi.Dialect;
import dev.weir.spi.Payload;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RequestNeedsTest {
    private static Set<Capability> needs(String json) {
        return RequestNeeds.of(new Payload(Dialect.OPENAI_CHAT, json.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void textNeedsNothing() {
        assertThat(needs("""
                {"model":"m","messages":[{"role":"user","content":"tools image_url json_schema"},
                 {"role":"user","content":[{"type":"text","text":"image_url"}]}],"tools":[],"response_format":{"type":"text"}}""")).isEmpty();
    }

    @Test
    void imagesToolsAndSchemasAreSeen() {
        assertThat(needs("""
                {"messages":[{"role":"user","content":[{"type":"text","text":"a"},
                 {"image_url":{"url":"data:,"},"type":"image_url"}]}],"model":"m"}""")).containsExactly(Capability.VISION);
        assertThat(needs("""
                {"tools":[{"type":"function","function":{"name":"f"}}],"messages":[{"role":"user","content":"a"}]}""")).containsExactly(Capability.TOOLS);
        assertThat(needs("""
                {"response_format":{"json_schema":{"schema":{"type":"object"}},"type":"json_schema"},"messages":[]}""")).containsExactly(Capability.STRUCTURED_OUTPUT);
    }

    @Test
    void fieldsOfUnexpectedTypesNeedNothing() {
        assertThat(needs("""
                {"tools":{"a":[1]},"messages":[1,"a",{"content":{"type":"image_url"}},{"content":["image_url",null]}],
                 "response_format":"json_schema"}""")).isEmpty();
    }
}
