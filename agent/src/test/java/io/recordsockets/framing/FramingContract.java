package io.recordsockets.framing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.recordsockets.RecordFraming;
import io.recordsockets.framing.FramingDriver.Asking;
import io.recordsockets.framing.FramingDriver.Outcome;
import io.recordsockets.spi.RecordParser;
import io.recordsockets.spi.StreamDirection;
import java.lang.management.ManagementFactory;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What every framing keeps, however its stream is cut and wherever its head lies. */
abstract class FramingContract {
    /** Streams up to this length are cut at every byte, longer ones at so many places. */
    private static final int CUT_EVERYWHERE = 3000;

    private static final int CUTS_OF_LONGER = 100;

    private static final int RANDOM_CUTS = 100;
    private static final int PARSERS = 1000;
    private static final int MUTATIONS = 300;
    private static final int MAX_DAMAGED = 700;

    /** Bytes, with compressed references. */
    private static final int OBJECT_HEADER = 12;

    private static final int MAX_PARSER = 56;

    /** Streams with the records that are to be found in them. */
    abstract List<Sample> samples();

    abstract RecordFraming framing();

    @Test
    void findsEveryRecordWhenTheWholeStreamIsThere() {
        for (Sample sample : samples()) {
            expect(sample, List.of(new int[] {sample.stream().length}));
        }
    }

    @Test
    void findsEveryRecordWhenBytesComeOneByOne() {
        for (Sample sample : samples()) {
            expect(sample, List.of(oneByOne(sample.stream().length)));
        }
    }

    @Test
    void findsEveryRecordWhereverTheStreamIsCutInTwo() {
        for (Sample sample : samples()) {
            int length = sample.stream().length;
            int step = length <= CUT_EVERYWHERE ? 1 : length / CUTS_OF_LONGER;
            List<int[]> cuts = new ArrayList<>();
            for (int cut = 1; cut < length; cut += step) {
                cuts.add(new int[] {cut, length});
            }
            expect(sample, cuts);
        }
    }

    @Test
    void findsEveryRecordWhenTheStreamIsCutAtRandom() {
        Random random = new Random(20260101);
        for (Sample sample : samples()) {
            List<int[]> cuts = new ArrayList<>();
            for (int i = 0; i < RANDOM_CUTS; i++) {
                cuts.add(randomCuts(random, sample.stream().length));
            }
            expect(sample, cuts);
        }
    }

    @Test
    void findsTheSameRecordsInDamagedStreamsHoweverTheyAreCut() {
        Random random = new Random(17);
        for (Sample sample : samples()) {
            for (int i = 0; i < MUTATIONS; i++) {
                byte[] damaged = damage(random, sample.stream());
                agreeHoweverCut(sample.direction(), damaged, random);
            }
        }
    }

    @Test
    void findsTheSameRecordsInNoiseHoweverItIsCut() {
        Random random = new Random(4711);
        for (StreamDirection direction : StreamDirection.values()) {
            for (int i = 0; i < MUTATIONS; i++) {
                byte[] noise = new byte[1 + random.nextInt(200)];
                random.nextBytes(noise);
                agreeHoweverCut(direction, noise, random);
            }
        }
    }

    @Test
    void parsesWithoutAllocating() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        for (Sample sample : samples()) {
            List<ByteBuffer> heads = sample.heads();
            List<RecordParser> parsers = new ArrayList<>();
            for (int i = 0; i < PARSERS; i++) {
                parsers.add(framing().parser(sample.direction()));
            }
            parseAll(parsers.subList(0, 1), heads);
            long before = threads.getCurrentThreadAllocatedBytes();
            parseAll(parsers, heads);
            long bytes = threads.getCurrentThreadAllocatedBytes() - before;
            // iterators of the loops and what the JVM itself takes now and then, far less than the smallest object a
            // call
            assertTrue(bytes < 8L * PARSERS * heads.size() + 4096, () -> sample + " bytes=" + bytes);
        }
    }

    private static void parseAll(List<RecordParser> parsers, List<ByteBuffer> heads) {
        for (int i = 0; i < parsers.size(); i++) {
            RecordParser parser = parsers.get(i);
            for (int j = 0; j < heads.size(); j++) {
                parser.parse(heads.get(j));
            }
        }
    }

    @Test
    void isSmallAndRemembersNumbersAndNoBytes() throws IllegalAccessException {
        for (Sample sample : samples()) {
            RecordParser parser = framing().parser(sample.direction());
            new FramingDriver(parser, Memory.HEAP.hold(sample.stream()), Memory.HEAP, Asking.EAGER)
                    .run(oneByOne(sample.stream().length));
            int bytes = OBJECT_HEADER;
            for (Class<?> type = parser.getClass(); type != null; type = type.getSuperclass()) {
                for (Field field : type.getDeclaredFields()) {
                    if (!Modifier.isStatic(field.getModifiers())) {
                        bytes += size(field.getType());
                        assertTrue(isConstantOrNumber(parser, field), field::toString);
                    }
                }
            }
            int total = bytes;
            assertTrue(total <= MAX_PARSER, () -> parser.getClass() + " bytes=" + total);
        }
    }

    private static boolean isConstantOrNumber(RecordParser parser, Field field) throws IllegalAccessException {
        field.setAccessible(true);
        Class<?> type = field.getType();
        return Modifier.isFinal(field.getModifiers())
                || type.isPrimitive()
                || type.isEnum()
                // what a parser keeps of the other direction, which is another test's
                || field.get(parser) == null;
    }

    private static int size(Class<?> type) {
        if (type == long.class) {
            return Long.BYTES;
        }
        if (type == boolean.class || type == byte.class) {
            return 1;
        }
        return type == short.class ? Short.BYTES : Integer.BYTES;
    }

    private void agreeHoweverCut(StreamDirection direction, byte[] stream, Random random) {
        FramingInvariants.agreeHoweverCut(framing(), direction, stream, randomCuts(random, stream.length));
    }

    private void expect(Sample sample, List<int[]> cuts) {
        byte[] bytes = sample.stream();
        for (Memory memory : Memory.values()) {
            ByteBuffer stream = memory.hold(bytes);
            for (Asking asking : Asking.values()) {
                for (int[] arrivals : cuts) {
                    RecordParser parser = framing().parser(sample.direction());
                    FramingDriver driver = new FramingDriver(parser, stream, memory, asking);
                    Outcome outcome = driver.run(arrivals);
                    assertTrue(
                            driver.mostKept() <= FramingInvariants.MOST_KEPT,
                            () -> sample + " " + asking + " keeps " + driver.mostKept());
                    assertEquals(
                            sample.outcome(),
                            outcome,
                            () -> sample + " " + memory + " " + asking + " "
                                    + (arrivals.length < 20
                                            ? Arrays.toString(arrivals)
                                            : arrivals.length + " arrivals"));
                }
            }
        }
    }

    static int[] oneByOne(int length) {
        return IntStream.rangeClosed(1, length).toArray();
    }

    private static int[] randomCuts(Random random, int length) {
        TreeSet<Integer> cuts = new TreeSet<>();
        int count = random.nextInt(8);
        for (int i = 0; i < count; i++) {
            cuts.add(1 + random.nextInt(length));
        }
        cuts.add(length);
        return cuts.stream().mapToInt(Integer::intValue).toArray();
    }

    /** A few bytes changed, left out, doubled, or put in: digits and line ends among them, since these steer parsers. */
    private static byte[] damage(Random random, byte[] stream) {
        List<Byte> bytes = new ArrayList<>();
        int from = random.nextInt(stream.length);
        for (int i = random.nextBoolean() ? 0 : from; i < stream.length && bytes.size() < MAX_DAMAGED; i++) {
            bytes.add(stream[i]);
        }
        int changes = 1 + random.nextInt(4);
        for (int i = 0; i < changes && bytes.size() > 1; i++) {
            int at = random.nextInt(bytes.size());
            switch (random.nextInt(5)) {
                case 0:
                    bytes.set(at, (byte) random.nextInt(256));
                    break;
                case 1:
                    bytes.remove(at);
                    break;
                case 2:
                    bytes.add(at, bytes.get(at));
                    break;
                case 3:
                    bytes.add(at, (byte) "0123456789".charAt(random.nextInt(10)));
                    break;
                default:
                    bytes.set(at, (byte) " \r\n:-?*$;0\u00ff\u0080".charAt(random.nextInt(12)));
                    break;
            }
        }
        byte[] damaged = new byte[bytes.size()];
        for (int i = 0; i < damaged.length; i++) {
            damaged[i] = bytes.get(i);
        }
        return damaged;
    }
}
