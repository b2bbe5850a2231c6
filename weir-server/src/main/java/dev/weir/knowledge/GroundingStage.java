package dev.weir.knowledge;

import dev.weir.dialect.FollowUp;
import dev.weir.http.Json;
import dev.weir.knowledge.GroundingRules.Rule;
import dev.weir.knowledge.embedding.EmbeddingException;
import dev.weir.knowledge.grounding.Groundedness;
import dev.weir.pipeline.Stage;
import dev.weir.spi.Answer;
import dev.weir.spi.Answer.Refused;
import dev.weir.spi.AnswerContent;
import dev.weir.spi.Call;
import dev.weir.spi.Citation;
import dev.weir.spi.ErrorCode;
import dev.weir.spi.Grounded.Action;
import dev.weir.spi.Grounded.Sentence;
import dev.weir.spi.Grounding.Policy;
import dev.weir.spi.Message;
import dev.weir.spi.Operation;
import dev.weir.spi.Recording;
import java.util.List;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Judges the sentences of answers that were made from passages, and does with those that are not supported what the rule
 * says. Stands before routing, so that a second attempt is routed and metered like any other.
 */
final class GroundingStage implements Stage {
    private static final Logger log = LoggerFactory.getLogger(GroundingStage.class);

    static final String WITHHELD =
            "An answer was written, but the documents do not support all of it, so it is withheld.";

    private static final String TOO_LONG =
            "The answer grew longer than what can be compared with the documents, so it is withheld.";

    private final GroundingRules rules;
    private final Groundedness groundedness;
    private final SecondOpinion opinion;

    GroundingStage(GroundingRules rules, Groundedness groundedness, SecondOpinion opinion) {
        this.rules = rules;
        this.groundedness = groundedness;
        this.opinion = opinion;
    }

    @Override
    public Answer handle(Call call, Next next) {
        if (!(call.operation() instanceof Operation.Chat chat)
                || call.options().knowledge().isEmpty()) {
            return next.proceed(call);
        }
        Rule rule = rules.of(call);
        Hearing hearing = new Hearing(groundedness, opinion, call, rule);
        return switch (rule.policy()) {
            case OFF -> next.proceed(call);
            case MARK -> marked(hearing, next.proceed(call));
            case DROP, REGENERATE, REFUSE -> wantsSeveral(chat) ? severalRefused() : strict(hearing, chat, next);
        };
    }

    private static boolean wantsSeveral(Operation.Chat chat) {
        return Json.tree(chat.payload().json()).path("n").asInt(1) > 1;
    }

    private static Refused severalRefused() {
        return Refused.of(
                ErrorCode.INVALID_REQUEST,
                "Of several answers at once none can be changed for lack of support.",
                "n",
                "Leave 'n' out, or set weir.grounding to \"mark\".");
    }

    /** An answer is not held up because nothing can be said about it. */
    private static Answer marked(Hearing hearing, Answer answer) {
        return switch (answer) {
            case Refused refused -> refused;
            case Answer.Whole whole -> {
                mark(hearing, text(whole));
                yield whole;
            }
            case Answer.Streamed streamed ->
                new Answer.Streamed(
                        new MarkedEvents(streamed.events(), hearing.rule().longest(), text -> mark(hearing, text)));
        };
    }

    private static void mark(Hearing hearing, String text) {
        try {
            hearing.record(hearing.assess(text), Action.NONE, 0);
        } catch (EmbeddingException | RejectedExecutionException e) {
            log.warn(
                    "The answer of {} is not judged: {}",
                    hearing.call().recording().id(),
                    e.getMessage());
        }
    }

    private static String text(Answer.Whole whole) {
        return AnswerContent.of(whole.deltas()).text();
    }

    /** An answer that comes with its citations is made of quotations, and there is nothing to object to. */
    private static Answer strict(Hearing hearing, Operation.Chat chat, Next next) {
        Answer answer = next.proceed(hearing.call());
        if (!hearing.call().recording().citations().isEmpty()) {
            return marked(hearing, answer);
        }
        try {
            return switch (answer) {
                case Refused refused -> refused;
                case Answer.Whole whole -> {
                    Assessed assessed = hearing.assess(text(whole));
                    yield isTooLong(hearing, text(whole))
                            ? withheld(hearing, whole, TOO_LONG, 0)
                            : assessed.unsupported().isEmpty()
                                    ? passed(hearing, whole, assessed)
                                    : objected(hearing, chat, whole, assessed, next);
                }
                case Answer.Streamed streamed
                when hearing.rule().policy() == Policy.DROP && hearing.rule().judge() == null ->
                    new Answer.Streamed(new DroppingEvents(streamed.events(), hearing));
                case Answer.Streamed streamed -> held(hearing, chat, streamed, next);
            };
        } catch (EmbeddingException | RejectedExecutionException e) {
            return unjudged(hearing.call(), e);
        }
    }

    static Refused unjudged(Call call, RuntimeException why) {
        log.warn("The answer of {} cannot be judged", call.recording().id(), why);
        return Refused.of(ErrorCode.OVERLOADED, "The answer cannot be compared with its passages at the moment.");
    }

    private static boolean isTooLong(Hearing hearing, String text) {
        return text.length() > hearing.rule().longest();
    }

    private static Answer held(Hearing hearing, Operation.Chat chat, Answer.Streamed streamed, Next next) {
        HeldStream held = HeldStream.of(streamed.events(), hearing.rule().longest());
        Answer again = new Answer.Streamed(held);
        if (held.isBroken()) {
            return again;
        }
        if (held.isTooLong()) {
            held.close();
            return withheld(hearing, again, TOO_LONG, 0);
        }
        Assessed assessed = hearing.assess(held.text());
        return assessed.unsupported().isEmpty()
                ? passed(hearing, again, assessed)
                : objected(hearing, chat, again, assessed, next);
    }

    private static Answer passed(Hearing hearing, Answer answer, Assessed assessed) {
        hearing.record(assessed, Action.NONE, 0);
        return answer;
    }

    private static Answer objected(Hearing hearing, Operation.Chat chat, Answer answer, Assessed assessed, Next next) {
        int count = assessed.unsupported().size();
        return switch (hearing.rule().policy()) {
            case OFF, MARK -> answer;
            case DROP -> {
                Assessed kept = assessed.withoutUnsupported();
                hearing.record(kept, Action.DROPPED, count);
                yield rewritten(hearing.call(), answer, kept.text());
            }
            case REFUSE -> withheld(hearing, answer, WITHHELD, count);
            case REGENERATE -> regenerated(hearing, chat, answer, assessed, next);
        };
    }

    private static Answer withheld(Hearing hearing, Answer answer, String why, int objected) {
        hearing.record(new Assessed(List.of(Assessed.said(why, 0))), Action.WITHHELD, objected);
        hearing.call().recording().cited(List.of(), null);
        return rewritten(hearing.call(), answer, why);
    }

    private static Answer rewritten(Call call, Answer answer, String text) {
        return switch (answer) {
            case Answer.Whole whole -> Rewritten.whole(call, whole, text);
            case Answer.Streamed streamed -> {
                HeldStream held = (HeldStream) streamed.events();
                held.close();
                yield Rewritten.streamed(call, held, text);
            }
            case Refused refused -> refused;
        };
    }

    /** Once: the second answer is passed on with its verdicts. If there is none, the first one is. */
    private static Answer regenerated(
            Hearing hearing, Operation.Chat chat, Answer first, Assessed assessed, Next next) {
        int count = assessed.unsupported().size();
        Recording recording = hearing.call().recording();
        long from = recording.elapsedNanos();
        List<Citation> citations = recording.citations();
        recording.cited(List.of(), null);
        Answer second = settled(hearing, next.proceed(followUp(hearing.call(), chat, assessed)));
        boolean failed = second instanceof Refused;
        recording.span("regeneration", from, Map.of("objected", Integer.toString(count), "failed", "" + failed));
        if (failed) {
            recording.cited(citations, null);
            hearing.record(assessed, Action.NONE, count);
            return first;
        }
        drop(first);
        hearing.again();
        hearing.record(hearing.assess(textOf(second)), Action.REGENERATED, count);
        return second;
    }

    /** A stream that breaks before any of it was passed on is a failure like any other. */
    private static Answer settled(Hearing hearing, Answer answer) {
        if (!(answer instanceof Answer.Streamed streamed)) {
            return answer;
        }
        HeldStream held = HeldStream.of(streamed.events(), hearing.rule().longest());
        if (held.isBroken() || held.isTooLong()) {
            held.close();
            return Refused.of(ErrorCode.PROVIDER_INVALID_ANSWER, "The second answer broke off, or is too long.");
        }
        return new Answer.Streamed(held);
    }

    private static void drop(Answer answer) {
        if (answer instanceof Answer.Streamed streamed) {
            streamed.events().close();
        }
    }

    private static String textOf(Answer answer) {
        return switch (answer) {
            case Answer.Whole whole -> text(whole);
            case Answer.Streamed streamed -> ((HeldStream) streamed.events()).text();
            case Refused _ -> "";
        };
    }

    private static Call followUp(Call call, Operation.Chat chat, Assessed assessed) {
        String wrong = assessed.unsupported().stream()
                .map(Sentence::text)
                .map(text -> "- " + text)
                .collect(Collectors.joining("\n"));
        return call.withOperation(FollowUp.of(
                chat,
                List.of(
                        new Message("assistant", assessed.text()),
                        new Message(
                                "user",
                                "The passages do not support these sentences:\n" + wrong
                                        + "\nAnswer again from the passages and from nothing else, and name them in"
                                        + " brackets. Leave out what they do not say."))));
    }
}
