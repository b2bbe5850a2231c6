package dev.weir.console;

/** One entry of the audit log and the way from its leaf to the signed root. */
public record ProofPage(Shell shell, AuditSource.Proof proof) {}
