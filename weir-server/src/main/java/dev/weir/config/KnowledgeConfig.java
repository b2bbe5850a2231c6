package dev.weir.config;

@Doc("The knowledge bases of this installation.")
public record KnowledgeConfig(
        @Doc(
                "Whether Weir's own documentation is there for everybody as the knowledge base `weir-docs`. It is indexed at the"
                        + " first start of each version; if this is false, it is removed.")
        @Default("true")
        boolean docs,

        @Doc("How answers from knowledge bases are held to their passages.")
        GroundingConfig grounding,

        @Doc("How files such as PDF and Office documents are read: in child processes, each of which is bounded.")
        ParserConfig parser) {}
