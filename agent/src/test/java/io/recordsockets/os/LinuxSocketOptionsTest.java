package io.recordsockets.os;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The numbers that a header of each architecture gives. */
class LinuxSocketOptionsTest {
    @ParameterizedTest
    @CsvSource({
        "amd64, 1, 18, 8192",
        "aarch64, 1, 18, 8192",
        "riscv64, 1, 18, 8192",
        "s390x, 1, 18, 8192",
        "loongarch64, 1, 18, 8192",
        "ppc64, 1, 16, 8192",
        "ppc64le, 1, 16, 8192",
        "mips64el, 65535, 4100, 8192",
        "parisc64, 65535, 4100, 8192",
        "alpha, 65535, 4112, 8192",
        "sparcv9, 65535, 2048, 2048",
    })
    void areThoseOfTheArchitecture(String architecture, int level, int mark, int hangUp) {
        assertEquals(level, LinuxSocketOptions.socketLevel(architecture));
        assertEquals(mark, LinuxSocketOptions.receiveLowWaterMark(architecture));
        assertEquals(hangUp, LinuxSocketOptions.peerHangUp(architecture));
    }
}
