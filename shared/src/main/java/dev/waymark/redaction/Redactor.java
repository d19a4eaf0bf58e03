package dev.waymark.redaction;

import io.micronaut.json.tree.JsonNode;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Takes secrets out of a request before it is stored: each becomes `[redacted:<kind>]`, the rest stays as it
/// was.
///
/// Only what is a secret by its shape is taken (keys of well-known services, private keys, passwords in
/// URLs), because the ledger has to show what an agent really saw. Strings are replaced wherever they stand;
/// member names are not.
@Singleton
public final class Redactor {
    /// One group per kind; the group's name is the kind. Every alternative begins with literal text, so that
    /// scanning megabytes of output costs little.
    private static final Pattern SECRETS = Pattern.compile(String.join(
            "|",
            "(?<privatekey>-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----[\\s\\S]{16,16384}?-----END (?:[A-Z]+ )*PRIVATE KEY-----)",
            "(?<awskey>\\b(?:AKIA|ASIA)[0-9A-Z]{16}\\b)",
            "(?<githubtoken>\\bgh[pousr]_[0-9A-Za-z]{36,255}\\b|\\bgithub_pat_[0-9A-Za-z_]{60,255}\\b)",
            "(?<gitlabtoken>\\bglpat-[0-9A-Za-z_-]{20,64})",
            "(?<slacktoken>\\bxox[abeoprs]-[0-9A-Za-z-]{10,250})",
            "(?<modelkey>\\bsk-(?:ant-|proj-|svcacct-)?[0-9A-Za-z_-]{32,250})",
            "(?<waymarkkey>\\bwm_[0-9A-Za-z_-]{43}(?![0-9A-Za-z_-]))",
            "(?<urlpassword>(?<=://[^\\s/:@]{1,64}:)[^\\s/@\\[\\]]{1,256}(?=@))"));

    /// Text in which none of these stands holds no secret: looking for them costs a hundredth of the pattern,
    /// and most strings end here. Every alternative of the pattern needs at least one of them.
    private static final List<String> MARKS = List.of(
            "-----BEGIN ",
            "AKIA",
            "ASIA",
            "ghp_",
            "gho_",
            "ghu_",
            "ghs_",
            "ghr_",
            "github_pat_",
            "glpat-",
            "xox",
            "sk-",
            "wm_",
            "://");

    private static final List<String> KINDS = List.of(
            "privatekey",
            "awskey",
            "githubtoken",
            "gitlabtoken",
            "slacktoken",
            "modelkey",
            "waymarkkey",
            "urlpassword");

    /// The text without secrets; the same instance when there are none.
    public String text(String text) {
        if (!mayHoldSecrets(text)) {
            return text;
        }
        Matcher matcher = SECRETS.matcher(text);
        return matcher.find() ? matcher.replaceAll(found -> "[redacted:" + kind(matcher) + "]") : text;
    }

    /// The value with every string in it redacted; the same instance when there are no secrets.
    public JsonNode json(JsonNode value) {
        if (value.isString()) {
            String redacted = text(value.getStringValue());
            return redacted.equals(value.getStringValue()) ? value : JsonNode.createStringNode(redacted);
        }
        if (value.isArray()) {
            return array(value);
        }
        return value.isObject() ? object(value) : value;
    }

    private static boolean mayHoldSecrets(String text) {
        for (String mark : MARKS) {
            if (text.contains(mark)) {
                // a URL has a password only where it has an @
                if (!mark.equals("://") || text.indexOf('@') >= 0) {
                    return true;
                }
            }
        }
        return false;
    }

    private JsonNode array(JsonNode array) {
        var items = new ArrayList<JsonNode>(array.size());
        boolean changed = false;
        for (JsonNode item : array.values()) {
            JsonNode redacted = json(item);
            changed |= redacted != item;
            items.add(redacted);
        }
        return changed ? JsonNode.createArrayNode(items) : array;
    }

    private JsonNode object(JsonNode object) {
        var members = new LinkedHashMap<String, JsonNode>();
        boolean changed = false;
        for (Map.Entry<String, JsonNode> member : object.entries()) {
            JsonNode redacted = json(member.getValue());
            changed |= redacted != member.getValue();
            members.put(member.getKey(), redacted);
        }
        return changed ? JsonNode.createObjectNode(members) : object;
    }

    private static String kind(Matcher matcher) {
        return KINDS.stream()
                .filter(kind -> matcher.group(kind) != null)
                .findFirst()
                .orElse("secret");
    }
}
