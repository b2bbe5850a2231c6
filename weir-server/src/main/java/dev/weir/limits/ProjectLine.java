package dev.weir.limits;

import dev.weir.spi.KeyId;
import dev.weir.spi.ProjectId;

/** The calls of one project that wait in one class; its keys take turns. */
final class ProjectLine {
    final ProjectId project;
    final ClassLine priority;
    final Turns<KeyId, KeyLine> keys = new Turns<>();

    ProjectLine(ProjectId project, ClassLine priority) {
        this.project = project;
        this.priority = priority;
    }
}
