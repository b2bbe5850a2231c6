package dev.weir.tenancy;

import dev.weir.spi.OrganizationId;
import dev.weir.spi.ProjectId;
import dev.weir.spi.Role;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The keys that nobody has to ask for: the first owner's, the environment's and the CLI's. */
final class FirstKeys {
    private static final Logger log = LoggerFactory.getLogger(FirstKeys.class);
    private static final int SHORTEST = 16;

    private final Tenancy tenancy;
    private final TenancyDao dao;
    private final Tenants tenants;
    private final AdminJournal journal;
    private final String cli;

    /**
     * @param cli the name of the CLI's key
     */
    FirstKeys(Tenancy tenancy, TenancyDao dao, Tenants tenants, AdminJournal journal, String cli) {
        this.cli = cli;
        this.tenancy = tenancy;
        this.dao = dao;
        this.tenants = tenants;
        this.journal = journal;
    }

    Bootstrap make(@Nullable String adminKey, Path dataDirectory) {
        String fromEnvironment = adminKey == null || adminKey.isEmpty() ? null : checked(adminKey);
        IssuedKey first = tenants.organizations().isEmpty() ? found(fromEnvironment) : null;
        Project home = home();
        if (fromEnvironment != null) {
            adopt(fromEnvironment, home);
        }
        CliToken token = new CliToken(dataDirectory);
        if (!holdsLiveKey(token)) {
            token.write(replaceCliKey(home));
        }
        return new Bootstrap(home, fromEnvironment == null ? first : null, token.file());
    }

    private static String checked(String adminKey) {
        if (adminKey.length() < SHORTEST || adminKey.length() > Tenancy.LONGEST) {
            throw new IllegalArgumentException("WEIR_ADMIN_KEY has " + adminKey.length() + " characters; it needs "
                    + SHORTEST + " to " + Tenancy.LONGEST + ". For example: openssl rand -hex 32");
        } else if (!adminKey.chars().allMatch(c -> c > ' ' && c < 127)) {
            throw new IllegalArgumentException("WEIR_ADMIN_KEY holds a space or a character that no HTTP header can"
                    + " carry; use letters, digits and punctuation of ASCII. For example: openssl rand -hex 32");
        }
        return adminKey;
    }

    private IssuedKey found(@Nullable String fromEnvironment) {
        Organization organization = new Organization(tenancy.newOrganizationId(), "default", tenancy.now());
        Project project = new Project(tenancy.newProjectId(), organization.id(), "default", tenancy.now());
        IssuedKey owner = fromEnvironment == null
                ? owner("admin", organization.id(), project.id(), KeyOrigin.ISSUED, tenancy.newText())
                : environmentKey(project, fromEnvironment);
        KeyRow row = row(owner);
        dao.found(organization, project, row);
        tenants.add(organization);
        tenants.add(project);
        tenants.add(row);
        journal.created(owner.key(), owner.key().id());
        return owner;
    }

    private Project home() {
        Organization oldest = tenants.organizations().stream()
                .min(Comparator.comparing(organization -> organization.id().value()))
                .orElseThrow();
        return tenants.projects(oldest.id()).getFirst();
    }

    /** Makes the environment's key the only one of its origin. */
    private void adopt(String text, Project home) {
        HeldKey known = tenants.byHash(SecretHash.of(text));
        if (known != null && known.isLive()) {
            refuseLesser(known.key());
            revokeOthers(known.key());
        } else if (known != null && known.key().revokedBy() != null) {
            log.warn(
                    "WEIR_ADMIN_KEY holds a key that was revoked on {}: it stays revoked. Set another one.",
                    known.key().revokedAt());
        } else {
            replace(environmentKey(home, text));
        }
    }

    private static void refuseLesser(VirtualKey key) {
        if (key.role() != Role.OWNER || !key.allProjects()) {
            throw new IllegalArgumentException("WEIR_ADMIN_KEY holds the text of the key '" + key.name() + "' ("
                    + key.prefix() + "…), which is no owner of all projects. Set another text.");
        }
    }

    private void revokeOthers(VirtualKey kept) {
        for (VirtualKey old : live(KeyOrigin.ENVIRONMENT)) {
            if (!old.id().equals(kept.id())) {
                VirtualKey revoked = old.revoked(tenancy.now(), null);
                dao.revoke(old.project(), revoked);
                revokedAtStart(revoked, kept);
            }
        }
    }

    private IssuedKey environmentKey(Project home, String text) {
        return owner("WEIR_ADMIN_KEY", home.organization(), home.id(), KeyOrigin.ENVIRONMENT, text);
    }

    private IssuedKey replaceCliKey(Project home) {
        return replace(owner(cli, home.organization(), home.id(), KeyOrigin.CLI, tenancy.newText()));
    }

    /** Puts a key in the place of all of its origin and name. */
    private IssuedKey replace(IssuedKey added) {
        List<VirtualKey> revoked = live(added.key().origin()).stream()
                .filter(old -> old.name().equals(added.key().name()))
                .map(old -> old.revoked(tenancy.now(), null))
                .toList();
        KeyRow row = row(added);
        dao.replaceKeys(revoked, row);
        tenants.add(row);
        journal.created(added.key(), added.key().id());
        revoked.forEach(old -> revokedAtStart(old, added.key()));
        return added;
    }

    private void revokedAtStart(VirtualKey revoked, VirtualKey successor) {
        tenants.revoke(revoked);
        journal.revoked(revoked, successor.id());
    }

    private List<VirtualKey> live(KeyOrigin origin) {
        return tenants.organizations().stream()
                .flatMap(organization -> tenants.keys(organization.id()).stream())
                .filter(key -> key.isLive() && key.origin() == origin)
                .toList();
    }

    private boolean holdsLiveKey(CliToken token) {
        String text = token.read();
        HeldKey held = text == null ? null : tenants.byHash(SecretHash.of(text));
        return held != null && held.isLive() && held.key().origin() == KeyOrigin.CLI;
    }

    private IssuedKey owner(
            String name, OrganizationId organization, ProjectId project, KeyOrigin origin, String text) {
        return tenancy.issue(new KeyRequest(name, Role.OWNER, project, true), organization, origin, text, null);
    }

    private static KeyRow row(IssuedKey issued) {
        return new KeyRow(issued.key(), SecretHash.of(issued.text()));
    }
}
