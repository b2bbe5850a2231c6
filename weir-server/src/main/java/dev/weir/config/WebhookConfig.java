package dev.weir.config;

import java.net.URI;
import java.util.Base64;

@Doc("A server that is told each notice by a POST, signed as Standard Webhooks says.")
public record WebhookConfig(
        @Doc("Its address.") URI url,

        @Doc(
                "What its notices are signed with: `whsec_` and 24 to 64 random bytes in base64, best in a variable. Make one"
                        + " with `echo whsec_$(openssl rand -base64 32)`.")
        Secret secret) {
    private static final String PREFIX = "whsec_";
    private static final int SHORTEST = 24;
    private static final int LONGEST = 64;

    public WebhookConfig {
        if (!"http".equals(url.getScheme()) && !"https".equals(url.getScheme())) {
            throw new IllegalArgumentException("url is an address that begins with https:// or http://");
        }
        int bytes = key(secret).length;
        if (bytes < SHORTEST || bytes > LONGEST) {
            throw new IllegalArgumentException("secret is whsec_ and " + SHORTEST + " to " + LONGEST
                    + " random bytes in base64; make one with: echo whsec_$(openssl rand -base64 32)");
        }
    }

    /** What notices are signed with. */
    public byte[] key() {
        return key(secret);
    }

    private static byte[] key(Secret secret) {
        String text = secret.reveal();
        try {
            return text.startsWith(PREFIX) ? Base64.getDecoder().decode(text.substring(PREFIX.length())) : new byte[0];
        } catch (IllegalArgumentException e) {
            return new byte[0];
        }
    }
}
