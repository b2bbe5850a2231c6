package dev.weir.config;

import java.util.List;

@Doc("What administrators may change over the API.")
public record ChangesConfig(
        @Doc("Whether models, aliases, providers and prices can be changed over the API; `false`: by this file alone.")
        @Default("true")
        boolean api,

        @Doc("The environment variables that may be named as credentials of providers that are set over the API;"
                + " absent: those that end in `_API_KEY`.")
        List<String> variables,

        @Doc("Whether a provider that is set over the API may say `allow_private`.") @Default("false")
        boolean allowPrivate) {
    public ChangesConfig {
        variables = List.copyOf(variables);
    }

    /** Whether a credential that is set over the API may be read from this variable. */
    public boolean mayRead(String variable) {
        return variables.isEmpty()
                ? variable.endsWith("_API_KEY") && !variable.startsWith("WEIR_")
                : variables.contains(variable);
    }
}
