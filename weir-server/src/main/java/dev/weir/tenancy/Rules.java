package dev.weir.tenancy;

import dev.weir.http.Refusal;
import dev.weir.spi.ErrorCode;
import dev.weir.spi.Principal;
import dev.weir.spi.Role;
import java.util.Locale;

/** Who may change whose keys. Each rule returns, or refuses and says what is missing. */
final class Rules {
    private Rules() {}

    static void mayAdminister(Principal actor) {
        if (!actor.may(Role.ADMIN)) {
            throw forbidden(
                    "The key '" + actor.name() + "' has the role " + word(actor.role()) + "; this needs admin.",
                    "An owner or admin can do it, or create a key with that role.");
        }
    }

    static void mayFoundProjects(Principal actor) {
        mayAdminister(actor);
        if (!actor.allProjects()) {
            throw forbidden(
                    "The key '" + actor.name()
                            + "' is bound to one project; only a key for all projects may make more.",
                    "Use a key that was created with all_projects.");
        }
    }

    static void mayIssue(Principal actor, KeyRequest wanted) {
        mayAdminister(actor);
        if (!actor.may(wanted.role())) {
            throw forbidden(
                    "The key '" + actor.name() + "' has the role " + word(actor.role())
                            + " and cannot create one with more: " + word(wanted.role()) + ".",
                    "An owner can.");
        } else if (wanted.allProjects() && !actor.allProjects()) {
            throw forbidden(
                    "The key '" + actor.name() + "' is bound to one project and cannot create one for all projects.",
                    "Leave all_projects out, or use a key that has it.");
        }
    }

    /** Of a key that the actor can see. */
    static void mayRevoke(Principal actor, VirtualKey key) {
        mayAdminister(actor);
        if (!actor.may(key.role())) {
            throw forbidden(
                    "The key '" + actor.name() + "' has the role " + word(actor.role())
                            + " and cannot revoke one with more: " + word(key.role()) + ".",
                    "An owner can.");
        } else if (key.allProjects() && !actor.allProjects()) {
            throw forbidden(
                    "The key '" + actor.name() + "' is bound to one project and cannot revoke one for all projects.",
                    "Use a key that was created with all_projects.");
        }
    }

    /** Of a key that the actor can see. */
    static void mayRotate(Principal actor, VirtualKey key) {
        mayAdminister(actor);
        if (!actor.may(key.role())) {
            throw forbidden(
                    "The key '" + actor.name() + "' has the role " + word(actor.role())
                            + " and cannot rotate one with more: " + word(key.role()) + ".",
                    "An owner can.");
        } else if (key.allProjects() && !actor.allProjects()) {
            throw forbidden(
                    "The key '" + actor.name() + "' is bound to one project and cannot rotate one for all projects.",
                    "Use a key that was created with all_projects.");
        } else if (!key.isLive()) {
            throw new Refusal(
                    ErrorCode.CONFLICT, "The key '" + key.name() + "' is revoked.", null, "Create another one.");
        } else if (key.origin() == KeyOrigin.ENVIRONMENT) {
            throw new Refusal(
                    ErrorCode.CONFLICT,
                    "The key '" + key.name() + "' comes from the environment.",
                    null,
                    "Set another text in WEIR_ADMIN_KEY and start again.");
        } else if (key.origin() == KeyOrigin.CLI) {
            throw new Refusal(
                    ErrorCode.CONFLICT,
                    "The key '" + key.name() + "' is the one of the command line on Weir's machine.",
                    null,
                    "Delete cli.token in the data directory and start again: a new one takes its place.");
        }
    }

    /** Of a key that the actor can see. */
    static void mayLimit(Principal actor, VirtualKey key) {
        mayAdminister(actor);
        if (!actor.may(key.role())) {
            throw forbidden(
                    "The key '" + actor.name() + "' has the role " + word(actor.role())
                            + " and cannot limit one with more: " + word(key.role()) + ".",
                    "An owner can.");
        } else if (key.allProjects() && !actor.allProjects()) {
            throw forbidden(
                    "The key '" + actor.name() + "' is bound to one project and cannot limit one for all projects.",
                    "Use a key that was created with all_projects.");
        }
    }

    static void mayLimitOrganization(Principal actor) {
        if (!actor.may(Role.OWNER) || !actor.allProjects()) {
            throw forbidden(
                    "The key '" + actor.name() + "' may not limit the organization.",
                    "An owner with a key for all projects can.");
        }
    }

    static boolean sees(Principal actor, Project project) {
        return actor.organization().equals(project.organization())
                && (actor.allProjects() || actor.project().equals(project.id()));
    }

    static boolean sees(Principal actor, VirtualKey key) {
        return actor.organization().equals(key.organization())
                && (actor.allProjects() || actor.project().equals(key.project()));
    }

    static String word(Role role) {
        return role.name().toLowerCase(Locale.ROOT);
    }

    private static Refusal forbidden(String message, String hint) {
        return new Refusal(ErrorCode.FORBIDDEN, message, null, hint);
    }
}
