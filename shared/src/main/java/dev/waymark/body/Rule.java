package dev.waymark.body;

import io.micronaut.core.annotation.AnnotationMetadata;
import io.micronaut.core.annotation.AnnotationValue;
import io.micronaut.validation.validator.ValidatorConfiguration;
import io.micronaut.validation.validator.constraints.ConstraintValidator;
import jakarta.validation.ClockProvider;
import jakarta.validation.Constraint;
import java.lang.annotation.Annotation;
import java.util.ArrayList;
import java.util.List;

/// One Jakarta constraint on what was read, judged by the validator that Micronaut has for it.
record Rule<A extends Annotation>(
        ConstraintValidator<A, Object> validator, AnnotationValue<A> annotation, RuleWords words, ClockProvider clock) {

    /// The constraints among these annotations, for values of this type.
    static List<Rule<?>> of(AnnotationMetadata annotations, Class<?> type, ValidatorConfiguration validation) {
        List<Rule<?>> rules = new ArrayList<>();
        for (Class<? extends Annotation> constraint : annotations.getAnnotationTypesByStereotype(Constraint.class)) {
            addEach(constraint, annotations, type, validation, rules);
        }
        return List.copyOf(rules);
    }

    @SuppressWarnings("unchecked") // the registry answers a validator for this type, and values are of this type
    private static <A extends Annotation> void addEach(
            Class<A> constraint,
            AnnotationMetadata annotations,
            Class<?> type,
            ValidatorConfiguration validation,
            List<Rule<?>> rules) {
        for (AnnotationValue<A> annotation : annotations.getAnnotationValuesByType(constraint)) {
            ConstraintValidator<A, Object> validator = (ConstraintValidator<A, Object>)
                    validation.getConstraintValidatorRegistry().getConstraintValidator(constraint, type);
            RuleWords words = RuleWords.of(annotation, type);
            rules.add(new Rule<>(validator, annotation, words, validation.getClockProvider()));
        }
    }

    void check(Object value, Pointer at, Violations violations) {
        RuleContext context = new RuleContext(value, clock, words.detail());
        if (!validator.isValid(value, annotation, context)) {
            violations.add(at, words.code(), context.detail());
        }
    }
}
