package dev.weir.billing;

import dev.weir.http.Json;
import dev.weir.http.Refusal;
import dev.weir.kernel.IdSource;
import dev.weir.spi.ErrorCode;
import dev.weir.spi.OrganizationId;
import dev.weir.spi.Principal;
import java.time.YearMonth;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The plans of organizations. A plan holds from its first month until that of the next one, so that every month has one;
 * months of final invoices keep theirs, also where another node makes one at the same time. Thread-safe.
 */
final class Plans {
    private final PlanDao dao;
    private final InvoiceDao invoices;
    private final RevisionDao revisions;
    private final Acts acts;
    private final IdSource ids;

    Plans(PlanDao dao, InvoiceDao invoices, RevisionDao revisions, Acts acts, IdSource ids) {
        this.dao = dao;
        this.invoices = invoices;
        this.revisions = revisions;
        this.acts = acts;
        this.ids = ids;
    }

    List<PlanDao.Kept> list(OrganizationId organization) {
        return dao.list(organization);
    }

    /** The one that holds in a month; null where costs are passed on as they are. */
    static PlanDao.@Nullable Kept of(List<PlanDao.Kept> plans, YearMonth month) {
        return plans.stream()
                .filter(plan -> !plan.plan().from().isAfter(month))
                .reduce((earlier, later) -> later)
                .orElse(null);
    }

    PlanDao.Kept create(Principal who, PlanBody body) {
        OrganizationId organization = Acts.organization(who);
        Plan plan = body.read();
        PlanDao.Kept made = new PlanDao.Kept(
                ids.next("plan_"), body, plan, acts.now(), who.key().value());
        long revision;
        do {
            revision = revisions.current(organization);
            refuseBilled(organization, plan.from());
            refuseTaken(organization, plan.from(), "");
        } while (!dao.insert(organization, made, revision));
        acts.write(who, "plan.create", made.id(), Map.of("after", text(body)));
        return made;
    }

    PlanDao.Kept change(Principal who, String id, PlanBody body) {
        OrganizationId organization = Acts.organization(who);
        Plan plan = body.read();
        long revision;
        PlanDao.Kept old;
        PlanDao.Kept changed;
        do {
            revision = revisions.current(organization);
            old = find(organization, id);
            refuseBilled(organization, old.plan().from());
            refuseBilled(organization, plan.from());
            refuseTaken(organization, plan.from(), id);
            changed = new PlanDao.Kept(id, body, plan, old.createdAt(), old.createdBy());
        } while (!dao.update(organization, changed, revision));
        acts.write(who, "plan.change", id, Map.of("before", text(old.body()), "after", text(body)));
        return changed;
    }

    PlanDao.Kept delete(Principal who, String id) {
        OrganizationId organization = Acts.organization(who);
        long revision;
        PlanDao.Kept old;
        do {
            revision = revisions.current(organization);
            old = find(organization, id);
            refuseBilled(organization, old.plan().from());
        } while (!dao.delete(organization, id, revision));
        acts.write(who, "plan.delete", id, Map.of("before", text(old.body())));
        return old;
    }

    private static String text(PlanBody body) {
        return Json.MAPPER.writeValueAsString(body);
    }

    PlanDao.Kept find(OrganizationId organization, String id) {
        return dao.list(organization).stream()
                .filter(plan -> plan.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new Refusal(
                        ErrorCode.NOT_FOUND,
                        "There is no plan '" + Decimals.shown(id) + "'.",
                        null,
                        "GET /api/plans lists them."));
    }

    /** Whatever changes from a month on changes all months after it. */
    private void refuseBilled(OrganizationId organization, YearMonth from) {
        YearMonth last = invoices.lastMonth(organization);
        if (last != null && !from.isAfter(last)) {
            throw new Refusal(
                    ErrorCode.CONFLICT,
                    "There is a final invoice of " + last + ", which the plan would change.",
                    "from",
                    "Make another plan from " + last.plusMonths(1) + " on, or void the invoice.");
        }
    }

    private void refuseTaken(OrganizationId organization, YearMonth from, String but) {
        for (PlanDao.Kept other : dao.list(organization)) {
            if (other.plan().from().equals(from) && !other.id().equals(but)) {
                throw new Refusal(
                        ErrorCode.CONFLICT,
                        "There is a plan from " + from + " on already.",
                        "from",
                        "Change it: PUT /api/plans/" + other.id() + ".");
            }
        }
    }
}
