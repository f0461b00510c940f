package io.recordsockets.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class StartupCheckTest {
    private static List<String> missing(String... members) {
        return StartupCheck.missing(new String[][] {members});
    }

    @Test
    void thisJdkHasAllThatIsReliedOn() {
        assertEquals(List.of(), StartupCheck.missing());
    }

    @Test
    void aClassThatIsNotThereIsNamed() {
        assertEquals(List.of("NoSuchChannelImpl"), missing("NoSuchChannelImpl", "read(java.nio.ByteBuffer)int"));
    }

    @Test
    void membersThatAreNotThereAreNamedAndTheOthersAreNot() {
        List<String> missing = missing(
                "SocketChannelImpl",
                "read(java.nio.ByteBuffer)int",
                "read(java.nio.ByteBuffer)long",
                "read(java.lang.String)int",
                "read(no.such.Type)int",
                "stateLock:java.lang.Object",
                "stateLock:java.lang.String",
                "noSuchField:int",
                "noSuchMethod()void",
                "blockingRead([B,int,int,long)int");
        assertEquals(
                List.of(
                        "SocketChannelImpl.read(java.nio.ByteBuffer)long",
                        "SocketChannelImpl.read(java.lang.String)int",
                        "SocketChannelImpl.read(no.such.Type)int",
                        "SocketChannelImpl.stateLock:java.lang.String",
                        "SocketChannelImpl.noSuchField:int",
                        "SocketChannelImpl.noSuchMethod()void"),
                missing);
    }

    @Test
    void aConstructorThatIsNotThereIsNamed() {
        assertEquals(
                List.of("SocketChannelImpl.new(int)"),
                missing("SocketChannelImpl", "new(java.nio.channels.spi.SelectorProvider)", "new(int)"));
    }

    @Test
    void aClassThatBecameFinalIsNamed() {
        assertEquals(List.of("NioSocketImpl that can be extended"), missing("NioSocketImpl", "new(boolean)"));
    }
}
