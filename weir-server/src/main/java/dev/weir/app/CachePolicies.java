package dev.weir.app;

import dev.weir.cache.CachePolicy;
import dev.weir.cache.CacheRoom;
import dev.weir.config.CacheConfig;
import dev.weir.config.CacheMode;
import dev.weir.config.ModelCacheConfig;
import dev.weir.config.ModelConfig;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What the configuration says about the cache, in the room's own words. */
final class CachePolicies {
    private static final ModelCacheConfig NOTHING = new ModelCacheConfig(null, null, null, null, null, null, null);

    private final CacheConfig standard;
    private final Map<String, ModelConfig> models;

    CachePolicies(CacheConfig standard, Map<String, ModelConfig> models) {
        this.standard = standard;
        this.models = models;
    }

    CacheRoom.Policies all() {
        Map<String, CachePolicy> byModel = new HashMap<>();
        models.forEach((name, model) -> byModel.put(name, policy(model.cache(), routingTags(model))));
        return new CacheRoom.Policies(policy(null, Set.of()), byModel);
    }

    private static Set<String> routingTags(ModelConfig model) {
        return model.deployments().stream()
                .flatMap(deployment -> deployment.tags().keySet().stream())
                .collect(Collectors.toSet());
    }

    private CachePolicy policy(@Nullable ModelCacheConfig model, Set<String> routingTags) {
        ModelCacheConfig own = model == null ? NOTHING : model;
        return new CachePolicy(
                mode(either(own.mode(), standard.mode())),
                either(own.ttl(), standard.ttl()),
                either(own.failures(), standard.failures()),
                either(own.sampled(), standard.sampled()),
                either(own.tools(), standard.tools()),
                either(own.coalesce(), standard.coalesce()),
                either(own.charge(), standard.charge()),
                routingTags);
    }

    private static <T> T either(@Nullable T own, T otherwise) {
        return own == null ? otherwise : own;
    }

    private static CachePolicy.Mode mode(CacheMode mode) {
        return switch (mode) {
            case OFF -> CachePolicy.Mode.OFF;
            case ON -> CachePolicy.Mode.ON;
            case NEVER -> CachePolicy.Mode.NEVER;
        };
    }
}
