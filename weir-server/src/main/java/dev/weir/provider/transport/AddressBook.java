package dev.weir.provider.transport;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.weir.spi.OutboundException;
import dev.weir.spi.OutboundException.Reason;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Resolves names and tells public addresses from private ones. The address that was checked is the one that is
 * connected to: resolving again later would let a name server change its mind in between (DNS rebinding).
 */
final class AddressBook {
    private final Cache<String, InetAddress[]> resolved = Caffeine.newBuilder()
            .expireAfterWrite(Duration.ofSeconds(30))
            .maximumSize(1_000)
            .build();

    InetAddress lookUp(String host, boolean allowPrivate) throws OutboundException {
        InetAddress[] all = resolve(host);
        InetAddress address =
                all[all.length == 1 ? 0 : ThreadLocalRandom.current().nextInt(all.length)];
        if (!allowPrivate && isPrivate(address)) {
            throw new OutboundException(
                    Reason.ADDRESS_REFUSED,
                    host + " is the private address " + address.getHostAddress()
                            + ". Set allow_private: true on this provider if it is meant.");
        }
        return address;
    }

    private InetAddress[] resolve(String host) throws OutboundException {
        InetAddress[] known = resolved.getIfPresent(host);
        if (known != null) {
            return known;
        }
        try {
            InetAddress[] found = InetAddress.getAllByName(host);
            resolved.put(host, found);
            return found;
        } catch (UnknownHostException e) {
            throw new OutboundException(Reason.NOT_CONNECTED, "The name " + host + " does not resolve.");
        }
    }

    /** Loopback, link-local, site-local, unique-local, shared (RFC 6598), multicast, unspecified and reserved. */
    static boolean isPrivate(InetAddress address) {
        return address.isLoopbackAddress()
                || address.isAnyLocalAddress()
                || address.isLinkLocalAddress()
                || address.isSiteLocalAddress()
                || address.isMulticastAddress()
                || isReserved(address.getAddress(), address instanceof Inet6Address);
    }

    private static boolean isReserved(byte[] bytes, boolean v6) {
        int first = bytes[0] & 0xff;
        int second = bytes[1] & 0xff;
        if (v6) {
            return (first & 0xfe) == 0xfc || embedsV4(bytes);
        }
        return first == 0
                || first >= 240
                || (first == 100 && (second & 0xc0) == 64)
                || (first == 198 && (second & 0xfe) == 18)
                || (first == 192 && second == 0 && bytes[2] == 0);
    }

    /** NAT64 (64:ff9b::/96, RFC 6052) and 6to4 (2002::/16, RFC 3056) carry a v4 address that may be private. */
    private static boolean embedsV4(byte[] bytes) {
        boolean nat64 = bytes[0] == 0 && bytes[1] == 0x64 && (bytes[2] & 0xff) == 0xff && (bytes[3] & 0xff) == 0x9b;
        boolean sixToFour = bytes[0] == 0x20 && bytes[1] == 0x02;
        return nat64 || sixToFour;
    }
}
