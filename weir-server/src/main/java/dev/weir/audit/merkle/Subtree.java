package dev.weir.audit.merkle;

/**
 * The hash over 2<sup>height</sup> leaves that stand for themselves: what a tree can be made of without them.
 *
 * @param height 0 for a leaf
 */
public record Subtree(int height, byte[] hash) {}
