package dev.weir.budget;

/**
 * Whose money it is.
 *
 * @param owner the organization's id for an organization, else the project's: names of users, models and tags mean
 *     something in their project only
 * @param name the id of an organization, project or key; the name of a user, model or tag
 */
public record Subject(Scope scope, String owner, String name) {}
