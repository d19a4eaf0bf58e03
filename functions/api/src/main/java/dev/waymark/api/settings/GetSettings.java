package dev.waymark.api.settings;

import dev.waymark.api.dispatch.Access;
import dev.waymark.caller.Scope;
import dev.waymark.settings.Settings;
import dev.waymark.settings.SettingsRepository;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;

/// Reads what holds for a tenant.
@Controller("/v1/settings")
final class GetSettings {
    private final SettingsRepository settings;

    GetSettings(SettingsRepository settings) {
        this.settings = settings;
    }

    /// Reads the tenant's settings, defaults included.
    @Get
    @Access(Scope.READ)
    Settings get() {
        return Settings.of(settings.read());
    }
}
