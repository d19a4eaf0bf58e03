package dev.waymark.body;

import io.micronaut.validation.validator.constraints.ConstraintValidatorContext;
import jakarta.validation.ClockProvider;
import jakarta.validation.ConstraintValidatorContext.ConstraintViolationBuilder;

/// What a constraint validator may know and say while it judges one value.
final class RuleContext implements ConstraintValidatorContext {
    private final Object value;
    private final ClockProvider clock;
    private String detail;

    RuleContext(Object value, ClockProvider clock, String detail) {
        this.value = value;
        this.clock = clock;
        this.detail = detail;
    }

    String detail() {
        return detail;
    }

    @Override
    public ClockProvider getClockProvider() {
        return clock;
    }

    /// The value itself: rules see one component, never the record around it, which may be in pieces.
    @Override
    public Object getRootBean() {
        return value;
    }

    @Override
    public void messageTemplate(String messageTemplate) {
        detail = messageTemplate;
    }

    @Override
    public void disableDefaultConstraintViolation() {
        throw new UnsupportedOperationException("A rule says what is wrong by messageTemplate");
    }

    @Override
    public String getDefaultConstraintMessageTemplate() {
        return detail;
    }

    @Override
    public ConstraintViolationBuilder buildConstraintViolationWithTemplate(String messageTemplate) {
        throw new UnsupportedOperationException("A rule says what is wrong by messageTemplate");
    }

    @Override
    public <T> T unwrap(Class<T> type) {
        return type.cast(this);
    }
}
