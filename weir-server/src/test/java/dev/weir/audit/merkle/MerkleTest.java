package dev.weir.audit.merkle;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/**
 * The vectors are those of github.com/transparency-dev/merkle (testonly/constants.go and reference_test.go), which are
 * those of the first implementation of Certificate Transparency; the properties compare with RFC 9162's definitions,
 * written down as they stand there.
 */
class MerkleTest {
    private static final List<String> INPUTS =
            List.of("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f");

    private static final List<String> ROOTS = List.of(
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
            "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
            "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
            "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
            "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
            "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
            "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
            "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328");

    @Example
    void rootsAreThoseOfCertificateTransparency() {
        Frontier frontier = new Frontier();
        Tree tree = tree(inputs());
        for (int size = 0; size <= INPUTS.size(); size++) {
            assertThat(hex(frontier.root())).isEqualTo(ROOTS.get(size));
            assertThat(hex(tree.root(size))).isEqualTo(ROOTS.get(size));
            if (size < INPUTS.size()) {
                frontier.add(inputs().get(size));
            }
        }
    }

    @Example
    void inclusionProofsAreThoseOfCertificateTransparency() {
        assertThat(inclusion(0, 1)).isEmpty();
        assertThat(inclusion(0, 8))
                .containsExactly(
                        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
                        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4");
        assertThat(inclusion(5, 8))
                .containsExactly(
                        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
                        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
                        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7");
        assertThat(inclusion(2, 3)).containsExactly("fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125");
        assertThat(inclusion(1, 5))
                .containsExactly(
                        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
                        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b");
    }

    @Example
    void consistencyProofsAreThoseOfCertificateTransparency() {
        assertThat(consistency(1, 1)).isEmpty();
        assertThat(consistency(1, 8))
                .containsExactly(
                        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
                        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4");
        assertThat(consistency(2, 5))
                .containsExactly(
                        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b");
        assertThat(consistency(6, 8))
                .containsExactly(
                        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
                        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
                        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7");
    }

    @Example
    void everyProofOfEverySmallTreeHoldsAndNoOtherDoes() {
        List<byte[]> leaves = leaves(70);
        Tree tree = tree(leaves);
        for (int size = 1; size <= leaves.size(); size++) {
            byte[] root = definedRoot(leaves.subList(0, size));
            assertThat(tree.root(size)).isEqualTo(root);
            for (int leaf = 0; leaf < size; leaf++) {
                List<byte[]> path = tree.inclusion(leaf, size);
                assertThat(Proofs.includes(root, size, leaf, leaves.get(leaf), path))
                        .isTrue();
                assertThat(Proofs.includes(root, size, (leaf + 1) % size, leaves.get(leaf), path))
                        .isEqualTo(size == 1);
                assertThat(Proofs.includes(root, size, leaf, Hashes.leaf(new byte[] {1}), path))
                        .isFalse();
            }
            for (int from = 0; from <= size; from++) {
                byte[] earlier = definedRoot(leaves.subList(0, from));
                assertThat(Proofs.grows(earlier, from, root, size, tree.consistency(from, size)))
                        .isTrue();
            }
        }
    }

    @Property(tries = 120)
    void proofsOfAnyTreeHold(@ForAll @IntRange(min = 1, max = 3000) int size, @ForAll @IntRange(max = 2999) int any) {
        List<byte[]> leaves = leaves(size);
        Tree tree = tree(leaves);
        byte[] root = definedRoot(leaves);
        int leaf = any % size;
        List<byte[]> path = tree.inclusion(leaf, size);
        assertThat(path.size()).isLessThanOrEqualTo(12);
        assertThat(Proofs.includes(root, size, leaf, leaves.get(leaf), path)).isTrue();
        int from = any % (size + 1);
        byte[] earlier = definedRoot(leaves.subList(0, from));
        List<byte[]> growth = tree.consistency(from, size);
        assertThat(Proofs.grows(earlier, from, root, size, growth)).isTrue();
        for (int broken = 0; broken < path.size(); broken++) {
            assertThat(Proofs.includes(root, size, leaf, leaves.get(leaf), turned(path, broken)))
                    .isFalse();
        }
        for (int broken = 0; broken < growth.size(); broken++) {
            assertThat(Proofs.grows(earlier, from, root, size, turned(growth, broken)))
                    .isFalse();
        }
        if (!path.isEmpty()) {
            assertThat(Proofs.includes(root, size, leaf, leaves.get(leaf), path.subList(1, path.size())))
                    .isFalse();
        }
        List<byte[]> longer = Stream.concat(path.stream(), Stream.of(root)).toList();
        assertThat(Proofs.includes(root, size, leaf, leaves.get(leaf), longer)).isFalse();
    }

    /** With one bit of one hash the other way round. */
    private static List<byte[]> turned(List<byte[]> path, int which) {
        List<byte[]> turned = new ArrayList<>(path);
        byte[] hash = path.get(which).clone();
        hash[which % Hashes.SIZE] ^= 1;
        turned.set(which, hash);
        return turned;
    }

    /** MTH of RFC 9162, 2.1.1, over leaf hashes. */
    private static byte[] definedRoot(List<byte[]> leaves) {
        if (leaves.isEmpty()) {
            return Hashes.empty();
        }
        if (leaves.size() == 1) {
            return leaves.getFirst();
        }
        int k = Integer.highestOneBit(leaves.size() - 1);
        return Hashes.node(definedRoot(leaves.subList(0, k)), definedRoot(leaves.subList(k, leaves.size())));
    }

    private static List<byte[]> leaves(int count) {
        List<byte[]> leaves = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            leaves.add(Hashes.leaf(("entry " + i).getBytes(StandardCharsets.UTF_8)));
        }
        return leaves;
    }

    private static List<byte[]> inputs() {
        return INPUTS.stream().map(HexFormat.of()::parseHex).map(Hashes::leaf).toList();
    }

    private static Tree tree(List<byte[]> leaves) {
        return new Tree((height, index) -> {
            int from = (int) (index << height);
            return definedRoot(leaves.subList(from, from + (1 << height)));
        });
    }

    private static List<String> inclusion(int leaf, int size) {
        return tree(inputs()).inclusion(leaf, size).stream()
                .map(MerkleTest::hex)
                .toList();
    }

    private static List<String> consistency(int from, int to) {
        return tree(inputs()).consistency(from, to).stream()
                .map(MerkleTest::hex)
                .toList();
    }

    private static String hex(byte[] hash) {
        return HexFormat.of().formatHex(hash);
    }
}
