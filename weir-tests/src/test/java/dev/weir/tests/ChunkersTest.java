package dev.weir.tests;

import dev.weir.knowledge.chunker.CodeChunker;
import dev.weir.knowledge.chunker.FixedChunker;
import dev.weir.knowledge.chunker.ParentChunker;
import dev.weir.knowledge.chunker.RecursiveChunker;
import dev.weir.knowledge.chunker.SemanticChunker;
import dev.weir.knowledge.chunker.SentenceChunker;
import dev.weir.knowledge.chunker.SlidingChunker;
import dev.weir.spi.document.Chunker;
import dev.weir.testkit.ChunkerContract;
import net.jqwik.api.Group;

/** Every chunker keeps the contract, in small sizes, where the cuts are many. */
class ChunkersTest {
    @Group
    class Recursive extends ChunkerContract {
        @Override
        protected Chunker chunker(Chunker.Tools tools) {
            return new RecursiveChunker.Kind().create(new RecursiveChunker.Settings(24, 6, 8), tools);
        }

        @Override
        protected int mostTokens() {
            return 24;
        }
    }

    @Group
    class Fixed extends ChunkerContract {
        @Override
        protected Chunker chunker(Chunker.Tools tools) {
            return new FixedChunker.Kind().create(new FixedChunker.Settings(20), tools);
        }

        @Override
        protected int mostTokens() {
            return 20;
        }
    }

    @Group
    class Sliding extends ChunkerContract {
        @Override
        protected Chunker chunker(Chunker.Tools tools) {
            return new SlidingChunker.Kind().create(new SlidingChunker.Settings(20, 7), tools);
        }

        @Override
        protected int mostTokens() {
            return 20;
        }
    }

    @Group
    class SentenceWindow extends ChunkerContract {
        @Override
        protected Chunker chunker(Chunker.Tools tools) {
            return new SentenceChunker.Kind().create(new SentenceChunker.Settings(16, 2), tools);
        }

        @Override
        protected int mostTokens() {
            return 16;
        }
    }

    @Group
    class ParentChild extends ChunkerContract {
        @Override
        protected Chunker chunker(Chunker.Tools tools) {
            return new ParentChunker.Kind().create(new ParentChunker.Settings(10, 40), tools);
        }

        @Override
        protected int mostTokens() {
            return 10;
        }
    }

    @Group
    class Semantic extends ChunkerContract {
        @Override
        protected Chunker chunker(Chunker.Tools tools) {
            return new SemanticChunker.Kind().create(new SemanticChunker.Settings(24, 6, 90), tools);
        }

        @Override
        protected int mostTokens() {
            return 24;
        }
    }

    @Group
    class Code extends ChunkerContract {
        @Override
        protected Chunker chunker(Chunker.Tools tools) {
            return new CodeChunker.Kind().create(new CodeChunker.Settings(20), tools);
        }

        @Override
        protected int mostTokens() {
            return 20;
        }
    }
}
