package dev.weir.knowledge;

import dev.weir.http.Refusal;
import dev.weir.kernel.Clock;
import dev.weir.kernel.IdSource;
import dev.weir.kernel.NearestName;
import dev.weir.spi.ErrorCode;
import dev.weir.spi.ProjectId;
import dev.weir.store.StorageException;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which knowledge bases there are, by their names: rows, and beside them in memory, so that a question waits for no
 * database. Thread-safe. What is not there, or not the project's, is a {@link Refusal}.
 */
final class KbRegister {
    private static final Pattern NAME = Pattern.compile("[a-z0-9](?:[a-z0-9_-]{0,62}[a-z0-9])?");

    private final KnowledgeBaseDao bases;
    private final KbNames names;
    private final Clock clock;
    private final IdSource ids;
    private final Object changing = new Object();

    KbRegister(KnowledgeBaseDao bases, Clock clock, IdSource ids) {
        this.bases = bases;
        this.names = new KbNames(bases.all());
        this.clock = clock;
        this.ids = ids;
    }

    /**
     * An empty one.
     *
     * @throws Refusal if the name breaks the rules or is taken
     */
    Kb create(ProjectId project, String name, KbSettings settings) {
        checkName(name);
        KbSettings checked = settings.checked();
        if (names.ofInstallation(name) != null) {
            throw new Refusal(
                    ErrorCode.CONFLICT,
                    "The knowledge base '" + name + "' is the installation's own, readable here already.",
                    "name",
                    "Choose another name.");
        }
        return added(project, name, checked);
    }

    private Kb added(@Nullable ProjectId owner, String name, KbSettings settings) {
        Kb made = insert(owner, name, settings);
        names.add(made);
        return made;
    }

    private Kb insert(@Nullable ProjectId owner, String name, KbSettings settings) {
        Kb kb = new Kb(ids.next("kb_"), owner, name, clock.instant(), settings);
        try {
            bases.insert(owner, kb);
            return kb;
        } catch (StorageException e) {
            if (e.kind() != StorageException.Kind.CONFLICT) {
                throw e;
            }
            throw new Refusal(
                    ErrorCode.CONFLICT,
                    "There is a knowledge base '" + name + "' already.",
                    "name",
                    "Add to it, delete it, or choose another name.");
        }
    }

    private static void checkName(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new Refusal(
                    ErrorCode.INVALID_REQUEST,
                    "'" + name + "' is not a name for a knowledge base.",
                    "name",
                    "Use 1 to 64 lower-case letters, digits, - and _, beginning and ending with a letter or digit, such"
                            + " as 'contracts-2026'.");
        }
    }

    /** Changes settings, one change after the other; what follows from it is done before the next. */
    void change(ProjectId project, String name, KbChange change, Consumer<Kb> then) {
        synchronized (changing) {
            Kb latest = requireOwn(project, name);
            Kb changed = latest.with(latest.settings().with(change).checked());
            bases.set(changed.owner(), changed);
            names.replace(changed);
            then.accept(changed);
        }
    }

    void delete(Kb kb) {
        bases.delete(kb.owner(), kb.id());
        names.remove(kb);
    }

    /** The names of those that the project may read. */
    List<String> names(ProjectId project) {
        return names.readable(project);
    }

    /** A project's own by its id; null if it was deleted. */
    @Nullable
    Kb own(ProjectId project, String id) {
        return names.own(project, id);
    }

    /** One of the installation's; null if it is not there. */
    @Nullable
    Kb installed(String name) {
        return names.ofInstallation(name);
    }

    /**
     * One that the project may read.
     *
     * @throws Refusal if there is none of that name
     */
    Kb require(ProjectId project, String name) {
        Kb kb = names.readable(project, name);
        if (kb == null) {
            throw unknown(project, name);
        }
        return kb;
    }

    Refusal unknown(ProjectId project, String name) {
        List<String> known = names(project);
        List<String> near = NearestName.among(known, name, 3);
        String hint = !near.isEmpty()
                ? "Did you mean " + Knowledge.quoted(near, " or ") + "?"
                : known.isEmpty()
                        ? "There is none yet: POST /api/kb makes one."
                        : "There is " + Knowledge.quoted(known.subList(0, Math.min(known.size(), 10)), ", ") + ".";
        return new Refusal(ErrorCode.NOT_FOUND, "There is no knowledge base '" + name + "'. " + hint, "name", hint);
    }

    /**
     * One that the project may change.
     *
     * @throws Refusal if there is none of that name, or it is the installation's
     */
    Kb requireOwn(ProjectId project, String name) {
        Kb kb = require(project, name);
        if (kb.owner() == null) {
            throw new Refusal(
                    ErrorCode.FORBIDDEN,
                    "The knowledge base '" + name + "' is the installation's own: it can be read, not changed.",
                    null,
                    "Make one of your own: POST /api/kb.");
        }
        return kb;
    }

    /** One of the installation's, made if it is not there. */
    Kb ofInstallation(String name) {
        checkName(name);
        Kb found = names.ofInstallation(name);
        if (found != null) {
            return found;
        }
        return added(null, name, KbSettings.DEFAULTS);
    }
}
