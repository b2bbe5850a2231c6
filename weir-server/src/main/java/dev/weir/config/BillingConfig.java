package dev.weir.config;

@Doc("Bills of organizations.")
public record BillingConfig(
        @Doc("What was used, told to a billing provider as it is written down.")
        BillingEventsConfig events) {}
