package dev.weir.knowledge;

import dev.weir.dialect.ChatWriter;
import dev.weir.dialect.OpenAiChat;
import dev.weir.http.Json;
import dev.weir.http.Refusal;
import dev.weir.knowledge.answer.ExtractiveAnswer;
import dev.weir.knowledge.answer.ExtractiveAnswerer;
import dev.weir.knowledge.embedding.Embedder;
import dev.weir.knowledge.embedding.Vectors;
import dev.weir.knowledge.index.Arm;
import dev.weir.knowledge.index.Hit;
import dev.weir.spi.Answer;
import dev.weir.spi.Answer.Refused;
import dev.weir.spi.AnswerContent;
import dev.weir.spi.Call;
import dev.weir.spi.Citation;
import dev.weir.spi.Delta;
import dev.weir.spi.ErrorCode;
import dev.weir.spi.Event;
import dev.weir.spi.Operation;
import dev.weir.spi.Passage;
import dev.weir.spi.Usage;
import dev.weir.spi.document.Span;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/**
 * {@code weir/extractive}: answers with sentences quoted from the call's passages, each with its mark {@code [n]}, or
 * says that the documents do not hold the answer. Tools are never called; what only a writing model can do is refused.
 */
final class ExtractiveModel {
    private static final Logger log = LoggerFactory.getLogger(ExtractiveModel.class);

    /** Where a request asks for JSON: in OpenAI's dialect, and in Anthropic's. */
    private static final List<String> FORMATS = List.of("response_format", "output_config.format", "output_format");

    static final String NOT_IN_DOCUMENTS = "The documents do not hold an answer to this question.";

    private final Knowledge knowledge;
    private final Embedder embedder;
    private final ExtractiveAnswerer answerer;

    ExtractiveModel(Knowledge knowledge, Embedder embedder) {
        this.knowledge = knowledge;
        this.embedder = embedder;
        this.answerer = new ExtractiveAnswerer(embedder);
    }

    Answer answer(Call call, Operation.Chat chat) {
        if (call.options().knowledge().isEmpty() && call.passages().isEmpty()) {
            return withoutKnowledge(call, chat);
        }
        Refused refused = unfit(chat);
        return refused == null ? quoted(call, chat) : refused;
    }

    private Refused withoutKnowledge(Call call, Operation.Chat chat) {
        List<String> names = knowledge.names(call.principal().project());
        String example = names.isEmpty() ? "name" : names.getFirst();
        String hint = "Add \"weir\": {\"knowledge\": [\"" + example
                + "\"]} to the request (extra_body in OpenAI's SDKs). "
                + (names.isEmpty()
                        ? "There is no knowledge base yet: POST /api/kb makes one."
                        : "There is " + Knowledge.quoted(names, ", ") + ".");
        return Refused.of(
                ErrorCode.INVALID_REQUEST,
                chat.model() + " answers only from documents, and the request names none. " + hint,
                "weir.knowledge",
                hint);
    }

    /** What the request insists on and quoting cannot give. */
    private static @Nullable Refused unfit(Operation.Chat chat) {
        JsonNode request = Json.tree(chat.payload().json());
        if (request.path("n").asInt(1) > 1) {
            return unfit(chat, "n", "gives one answer, always the same", "Leave 'n' out.");
        }
        JsonNode choice = request.path("tool_choice");
        if (insistsOnTools(choice)) {
            return unfit(chat, "tool_choice", "calls no tools", "Leave 'tool_choice' out, or use another model.");
        }
        for (String place : FORMATS) {
            if (request.at("/" + place.replace('.', '/'))
                    .path("type")
                    .asString("")
                    .startsWith("json")) {
                return unfit(chat, place, "quotes sentences and writes no JSON", "Leave '" + place + "' out.");
            }
        }
        return null;
    }

    /** An object names a function in OpenAI's dialect; in Anthropic's it has a type, which may leave it to the model. */
    private static boolean insistsOnTools(JsonNode choice) {
        String word = choice.isObject() ? choice.path("type").asString("") : choice.asString("auto");
        return !choice.isNull() && !word.equals("auto") && !word.equals("none");
    }

    private static Refused unfit(Operation.Chat chat, String field, String why, String hint) {
        return Refused.of(ErrorCode.INVALID_REQUEST, chat.model() + " " + why + ".", field, hint);
    }

    private Answer quoted(Call call, Operation.Chat chat) {
        List<Passage> passages = call.passages();
        ExtractiveAnswer answer = answerer.answer(chat.question(), hits(call, chat.question()));
        List<String> sentences = new ArrayList<>();
        List<Citation> citations = new ArrayList<>();
        switch (answer) {
            case ExtractiveAnswer.Answered answered ->
                answered.quotes().forEach(quote -> {
                    citations.add(
                            citation(citations.size() + 1, passages.get(quote.passage()), quote.span(), quote.text()));
                    sentences.add(sentence(quote.text(), citations.size()));
                });
            case ExtractiveAnswer.NotInDocuments nothing -> sentences.add(NOT_IN_DOCUMENTS);
        }
        int said = fitting(sentences, chat.maxOutputTokens());
        call.recording().cited(citations.subList(0, Math.min(said, citations.size())), answer.confidence());
        Spoken spoken = new Spoken(sentences.subList(0, said), said < sentences.size() ? "length" : "stop");
        return chat.stream() ? streamed(call, chat, spoken) : whole(call, chat, spoken);
    }

    /** The answer as far as the caller's limit lets it go: a quote is given whole or not at all. */
    private record Spoken(List<String> sentences, String finishReason) {}

    private int fitting(List<String> sentences, @Nullable Long limit) {
        long left = limit == null ? Long.MAX_VALUE : limit;
        for (int i = 0; i < sentences.size(); i++) {
            left -= embedder.countTokens(sentences.get(i));
            if (left < 0) {
                return i;
            }
        }
        return sentences.size();
    }

    /** A quote on one line, with its mark. */
    private static String sentence(String quote, int number) {
        return quote.strip().replaceAll("\\s+", " ") + " [" + number + "]";
    }

    private static Citation citation(int number, Passage passage, Span span, String quote) {
        return new Citation(
                number,
                passage.knowledgeBase(),
                passage.documentId(),
                passage.title(),
                passage.page(),
                passage.heading(),
                span.start(),
                span.end(),
                quote);
    }

    private List<Hit> hits(Call call, String question) {
        Map<String, Double> cosines = cosines(call, question);
        List<Hit> hits = new ArrayList<>();
        for (Passage passage : call.passages()) {
            Double cosine = cosines.get(key(passage));
            hits.add(new Hit(
                    passage.knowledgeBase() + "/" + passage.documentId(),
                    passage.chunkId(),
                    hits.size(),
                    passage.title(),
                    passage.score(),
                    cosine == null ? Map.of() : Map.of(Arm.DENSE, new Hit.Opinion(cosine, 0)),
                    new Span(passage.start(), passage.end()),
                    List.of(passage.heading()),
                    passage.page(),
                    passage.text()));
        }
        return hits;
    }

    private static String key(Passage passage) {
        return passage.knowledgeBase() + "/" + passage.chunkId();
    }

    /**
     * How near each passage is to the question: a sign by which the answerer judges whether it can answer. The judgment was
     * fitted on one model's cosines, so where a base embeds with another, its passages are embedded here.
     */
    private Map<String, Double> cosines(Call call, String question) {
        float[] asked = embedder.embed(question);
        Map<String, List<Passage>> byBase = new HashMap<>();
        for (Passage passage : call.passages()) {
            byBase.computeIfAbsent(passage.knowledgeBase(), name -> new ArrayList<>())
                    .add(passage);
        }
        Map<String, Double> cosines = new HashMap<>();
        byBase.forEach((name, passages) -> {
            try (Consultation consultation = knowledge.consult(call.principal().project(), List.of(name))) {
                nearness(consultation, passages, asked).forEach((id, cosine) -> cosines.put(name + "/" + id, cosine));
            } catch (Refusal gone) {
                log.debug("'{}' was deleted since it was searched; the sentences alone decide", name);
            }
        });
        return cosines;
    }

    private Map<String, Double> nearness(Consultation consultation, List<Passage> passages, float[] asked) {
        if (consultation.embedsWith(embedder.model())) {
            return consultation.cosines(passages.stream().map(Passage::chunkId).toList(), asked);
        }
        List<float[]> vectors =
                embedder.embedAll(passages.stream().map(Passage::text).toList());
        Map<String, Double> cosines = new HashMap<>();
        for (int i = 0; i < passages.size(); i++) {
            cosines.put(passages.get(i).chunkId(), (double) Vectors.dot(asked, vectors.get(i)));
        }
        return cosines;
    }

    private Usage usage(Call call, Operation.Chat chat, List<String> sentences) {
        long read = call.passages().stream()
                .mapToLong(passage -> embedder.countTokens(passage.text()))
                .sum();
        long said = sentences.stream().mapToLong(embedder::countTokens).sum();
        return Usage.of(embedder.countTokens(chat.question()) + read, said);
    }

    private Answer whole(Call call, Operation.Chat chat, Spoken spoken) {
        String text = String.join(" ", spoken.sentences());
        Usage usage = usage(call, chat, spoken.sentences());
        AnswerContent content =
                new AnswerContent(List.of(new AnswerContent.Choice(text, "", "", List.of(), spoken.finishReason())));
        byte[] json = OpenAiChat.writeAnswer(id(call), created(call), chat.model(), content, usage);
        return new Answer.Whole(json, List.of(new Delta(0, text, "", "", null, spoken.finishReason())), usage);
    }

    private Answer streamed(Call call, Operation.Chat chat, Spoken spoken) {
        List<String> sentences = spoken.sentences();
        ChatWriter.Chunks chunks = OpenAiChat.chunks(id(call), created(call), chat.model());
        Usage usage = usage(call, chat, sentences);
        List<Event> events = new ArrayList<>();
        events.add(new Event.Chunk(chunks.role(), List.of(), null));
        for (int i = 0; i < sentences.size(); i++) {
            String text = i == 0 ? sentences.get(i) : " " + sentences.get(i);
            events.add(new Event.Chunk(chunks.text(text), List.of(Delta.text(text)), null));
        }
        String reason = spoken.finishReason();
        events.add(new Event.Chunk(chunks.finish(reason), List.of(Delta.finish(reason)), null));
        events.add(new Event.Chunk(chunks.usage(usage), List.of(), usage));
        return new Answer.Streamed(new ReadyEvents(events, call.cancellation()));
    }

    private static String id(Call call) {
        return "chatcmpl-" + call.recording().id().value();
    }

    private static long created(Call call) {
        return call.recording().startedAt().getEpochSecond();
    }
}
