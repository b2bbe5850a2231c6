package dev.weir.provider;

import dev.weir.dialect.VendorEmbeddings;
import dev.weir.spi.Answer;
import dev.weir.spi.Answer.Refused;
import dev.weir.spi.Call;
import dev.weir.spi.ErrorCode;
import dev.weir.spi.Operation;
import dev.weir.spi.OutboundException;
import java.util.ArrayList;
import java.util.List;

/** Embeddings by InvokeModel, whose words are each vendor's own: Titan's take one text at a time, Cohere's up to 96. */
final class BedrockEmbeddings {
    private final VendorHttp http;

    BedrockEmbeddings(VendorHttp http) {
        this.http = http;
    }

    Answer embed(Call call, Operation.Embed embed) throws OutboundException {
        String model = call.chosenTarget().model();
        if (embed.input().isEmpty()) {
            return VendorEmbeddings.noTokenIds("Bedrock");
        }
        if (model.contains("cohere.embed")) {
            return http.whole(
                    call,
                    BedrockProvider.path(model, "invoke"),
                    VendorEmbeddings.writeCohere(embed, null),
                    body -> VendorEmbeddings.readCohere(body, embed, model));
        }
        return model.contains("amazon.titan-embed")
                ? titan(call, embed, model)
                : Refused.of(
                        ErrorCode.INVALID_REQUEST,
                        "Weir does not know how '" + model + "' makes embeddings.",
                        "model",
                        "At Bedrock, it knows amazon.titan-embed-… and cohere.embed-….");
    }

    private Answer titan(Call call, Operation.Embed embed, String model) throws OutboundException {
        List<Answer.Whole> parts = new ArrayList<>();
        for (String text : embed.input()) {
            Answer answer = http.whole(
                    call,
                    BedrockProvider.path(model, "invoke"),
                    VendorEmbeddings.writeTitan(text, embed.dimensions()),
                    VendorEmbeddings::readTitan);
            if (!(answer instanceof Answer.Whole whole)) {
                return answer;
            }
            parts.add(whole);
        }
        return VendorEmbeddings.joinTitan(parts, embed, model);
    }
}
