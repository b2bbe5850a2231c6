package dev.weir.moving;

/**
 * Something of another gateway's configuration that Weir's does not say, or says otherwise.
 *
 * @param line where it stands, from 1; 0 where that is not known
 * @param key its path, such as {@code router_settings.redis_host}
 * @param why why it was not carried, or what became of it
 */
public record NotCarried(int line, String key, String why) {
    @Override
    public String toString() {
        return (line == 0 ? "" : "line " + line + ", ") + key + ": " + why;
    }
}
