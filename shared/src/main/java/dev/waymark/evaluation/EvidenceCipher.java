package dev.waymark.evaluation;

import dev.waymark.encryption.EncryptedField;
import dev.waymark.encryption.FieldCipher;
import dev.waymark.encryption.FieldWriter;
import dev.waymark.encryption.Place;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What evaluations cite of what steps put out, encrypted and decrypted along with that. Evidence is
/// bound to its evaluation.
@Singleton
public final class EvidenceCipher {
    /// The columns that hold evidence, by their names.
    public static final String SUCCESS = "success_indicators";

    public static final String FAILURE = "failure_indicators";
    public static final String RECOMMENDATIONS = "recommendations";

    /// As `timeline_facts` has it. Evidence itself has no blank before a colon: it is written by us.
    private static final Pattern HIDDEN =
            Pattern.compile("\"(failure_indicators|recommendations)\" : \"\\\\u0001([A-Za-z0-9+/=]+)\"");

    private final FieldCipher fields;

    EvidenceCipher(FieldCipher fields) {
        this.fields = fields;
    }

    /// How the caller's tenant writes evidence.
    public FieldWriter writer() {
        return fields.writer(EncryptedField.STEPS_EXECUTION_RESULT);
    }

    static Place place(String column, UUID evaluation) {
        return Place.of("step_evaluations", column, evaluation);
    }

    /// JSON that is shown as text.
    String text(String column, UUID evaluation, String shown) {
        return fields.text(place(column, evaluation), shown);
    }

    /// Stored evidence as it is stored now, for whoever stores it anew.
    public String anew(String column, UUID evaluation, byte[] stored) {
        Place place = place(column, evaluation);
        return writer().text(place, new String(fields.read(place, stored), StandardCharsets.UTF_8));
    }

    /// An evaluation as timelines show it, with what is encrypted of it decrypted.
    public String shown(UUID evaluation, String fact) {
        return fact.contains("\\u0001")
                ? HIDDEN.matcher(fact).replaceAll(hidden -> Matcher.quoteReplacement(opened(evaluation, hidden)))
                : fact;
    }

    private String opened(UUID evaluation, MatchResult hidden) {
        String column = hidden.group(1);
        return "\"" + column + "\" : " + text(column, evaluation, '\u0001' + hidden.group(2));
    }
}
