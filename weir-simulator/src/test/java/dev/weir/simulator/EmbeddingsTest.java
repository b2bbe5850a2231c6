package dev.weir.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class EmbeddingsTest {
    private Simulator simulator;
    private Caller caller;

    @BeforeEach
    void start() {
        simulator = Simulator.start(SimulatorOptions.defaults());
        caller = new Caller(simulator);
    }

    @AfterEach
    void stop() {
        caller.close();
        simulator.close();
    }

    @Test
    void aTextBecomesAUnitVectorInOpenAisShape() throws Exception {
        JsonNode body = caller.embeddings("{\"model\":\"e\",\"input\":\"the notice period\"}");

        assertThat(body.at("/object").asString()).isEqualTo("list");
        assertThat(body.at("/model").asString()).isEqualTo("e");
        assertThat(body.at("/data/0/object").asString()).isEqualTo("embedding");
        assertThat(body.at("/usage/prompt_tokens").asInt()).isEqualTo(3);
        assertThat(floats(body, 0)).hasSize(1536);
        assertThat(cosine(floats(body, 0), floats(body, 0))).isCloseTo(1, within(1e-5));
    }

    @Test
    void base64HoldsTheSameLittleEndianFloatsAndDimensionsShortenTheVector() throws Exception {
        float[] plain = floats(caller.embeddings("{\"model\":\"e\",\"input\":[\"a b\"],\"dimensions\":64}"), 0);
        JsonNode coded = caller.embeddings(
                "{\"model\":\"e\",\"input\":[\"a b\"],\"dimensions\":64,\"encoding_format\":\"base64\"}");
        ByteBuffer bytes = ByteBuffer.wrap(
                        Base64.getDecoder().decode(coded.at("/data/0/embedding").asString()))
                .order(ByteOrder.LITTLE_ENDIAN);

        assertThat(plain).hasSize(64);
        assertThat(bytes.remaining()).isEqualTo(256);
        for (float x : plain) {
            assertThat(bytes.getFloat()).isEqualTo(x);
        }
    }

    @Test
    void textsThatShareWordsAreCloserAndTokenArraysWork() throws Exception {
        JsonNode body = caller.embeddings(
                "{\"model\":\"e\",\"input\":[\"the notice period\",\"The notice\",\"green apples\"]}");
        JsonNode tokens = caller.embeddings("{\"model\":\"e\",\"input\":[[1,2,3],[4]]}");

        assertThat(cosine(floats(body, 0), floats(body, 1))).isGreaterThan(0.7);
        assertThat(cosine(floats(body, 0), floats(body, 2))).isLessThan(0.2);
        assertThat(tokens.get("data")).hasSize(2);
        assertThat(tokens.at("/usage/prompt_tokens").asInt()).isEqualTo(4);
    }

    @Test
    void aWrongInputIsRefused() throws Exception {
        assertThat(message("{\"model\":\"e\",\"input\":\"\"}")).contains("empty");
        assertThat(message("{\"model\":\"e\",\"input\":{}}")).contains("'input'");
        assertThat(message("{\"model\":\"e\",\"input\":[true]}")).contains("'input'");
        assertThat(message("{\"model\":\"e\",\"input\":\"x\",\"dimensions\":0}"))
                .contains("dimensions");
        assertThat(message("{\"model\":\"e\",\"input\":\"x\",\"encoding_format\":\"hex\"}"))
                .contains("base64");
        assertThat(message("{\"input\":\"x\"}")).contains("model");
        assertThat(message("{\"model\":\"e\",\"input\":[[1,2")).contains("parse");
    }

    private String message(String body) throws Exception {
        return caller.embeddings(body).at("/error/message").asString();
    }

    private static float[] floats(JsonNode body, int index) {
        JsonNode vector = body.at("/data/" + index + "/embedding");
        float[] floats = new float[vector.size()];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) vector.get(i).asDouble();
        }
        return floats;
    }

    private static double cosine(float[] a, float[] b) {
        double dot = 0;
        for (int i = 0; i < a.length; i++) {
            dot += a[i] * b[i];
        }
        return dot;
    }
}
