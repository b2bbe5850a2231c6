package dev.weir.tenancy;

/** A key as the table holds it. */
record KeyRow(VirtualKey key, SecretHash hash) {}
