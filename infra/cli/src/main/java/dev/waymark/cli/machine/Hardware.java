package dev.waymark.cli.machine;

import oshi.SystemInfo;
import oshi.hardware.HardwareAbstractionLayer;
import oshi.software.os.OperatingSystem;

/// OSHI's view of the machine, made when it is first asked for.
final class Hardware {
    private final SystemInfo info = new SystemInfo();

    OperatingSystem system() {
        return info.getOperatingSystem();
    }

    HardwareAbstractionLayer parts() {
        return info.getHardware();
    }
}
