package dev.weir.billing;

import java.util.List;

/**
 * What a bill goes by, beside the logs.
 *
 * @param revision another one, if any of it has changed since
 */
record Basis(long revision, List<PlanDao.Kept> plans, Finals finals) {}
