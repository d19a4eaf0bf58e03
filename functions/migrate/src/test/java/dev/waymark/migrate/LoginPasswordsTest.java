package dev.waymark.migrate;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LoginPasswordsTest {
    @Test
    void derivedPasswordsAreTheHmacOfTheRoleUnderTheAdminsPassword() {
        assertThat(LoginPasswords.derivedFrom("admin").of("waymark_read"))
                .isEqualTo("c80213c82ecd867a6b068fada50d10b73f7f7677bac030a92d562376bd8399c6")
                .isNotEqualTo(LoginPasswords.derivedFrom("admin").of("waymark_record"));
    }

    @Test
    void withoutAnAdminPasswordNoneIsSet() {
        assertThat(LoginPasswords.derivedFrom(null).of("waymark_read")).isNull();
        assertThat(LoginPasswords.derivedFrom("").of("waymark_read")).isNull();
    }
}
