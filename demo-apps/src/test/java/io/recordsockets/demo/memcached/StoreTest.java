package io.recordsockets.demo.memcached;

import static io.recordsockets.demo.memcached.TestClient.bytes;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class StoreTest {
    private static final long NOW = 1_700_000_000;
    private static final long MANY = 1 << 20;

    private final AtomicLong seconds = new AtomicLong(NOW);

    private Store store(long limit, boolean evicting) {
        return new Store(seconds::get, limit, MANY, evicting);
    }

    private static Item allocate(Store store, String key, String value, long exptime) {
        Item item = store.allocate(bytes(key), 0, key.length(), 0, store.expiresAt(exptime), value.length());
        if (item != null) {
            System.arraycopy(bytes(value), 0, item.value, 0, value.length());
        }
        return item;
    }

    private static StoreOutcome put(Store store, StoreMode mode, String key, String value, long cas) {
        StoreRequest request = new StoreRequest();
        request.reset(mode, cas);
        Item item = allocate(store, key, value, 0);
        return item == null ? StoreOutcome.NO_MEMORY : store.store(item, request);
    }

    private static StoreOutcome set(Store store, String key, String value) {
        return put(store, StoreMode.SET, key, value, 0);
    }

    private static Item get(Store store, String key) {
        return store.get(bytes(key), 0, key.length());
    }

    private static String value(Store store, String key) {
        Item item = get(store, key);
        return item == null ? null : new String(item.value, 0, item.valueLength(), StandardCharsets.ISO_8859_1);
    }

    @Test
    void findsWhatWasStored() {
        Store store = store(MANY, true);
        assertEquals(StoreOutcome.STORED, set(store, "a", "1"));
        assertEquals("1", value(store, "a"));
        assertNull(get(store, "b"));
        assertEquals(1, store.itemCount());
        assertEquals(Item.sizeOf(1, 1), store.bytes());
    }

    @Test
    void forgetsExpiredItems() {
        Store store = store(MANY, true);
        StoreRequest request = new StoreRequest();
        request.reset(StoreMode.SET, 0);
        store.store(allocate(store, "relative", "1", 10), request);
        store.store(allocate(store, "absolute", "2", NOW + 20), request);
        store.store(allocate(store, "past", "3", -1), request);
        assertNull(get(store, "past"));
        seconds.set(NOW + 9);
        assertNotNull(get(store, "relative"));
        seconds.set(NOW + 10);
        assertNull(get(store, "relative"));
        assertNotNull(get(store, "absolute"));
        seconds.set(NOW + 20);
        assertNull(get(store, "absolute"));
        assertEquals(0, store.itemCount());
        assertEquals(0, store.bytes());
    }

    @Test
    void takesThirtyDaysAsRelativeAndMoreAsUnixTime() {
        long month = 60L * 60 * 24 * 30;
        assertEquals(NOW + month, Expiry.toUnixTime(month, NOW));
        assertEquals(month + 1, Expiry.toUnixTime(month + 1, NOW));
        assertEquals(0, Expiry.toUnixTime(0, NOW));
        assertEquals(NOW, Expiry.toUnixTime(-5, NOW));
    }

    @Test
    void touchMovesTheExpiryTime() {
        Store store = store(MANY, true);
        set(store, "a", "1");
        assertNotNull(store.touch(bytes("a"), 0, 1, store.expiresAt(5)));
        seconds.addAndGet(5);
        assertNull(get(store, "a"));
        assertNull(store.touch(bytes("a"), 0, 1, 0));
    }

    @Test
    void evictsTheItemThatWasNotUsedForLongest() {
        Store store = store(3 * Item.sizeOf(1, 1), true);
        set(store, "a", "1");
        set(store, "b", "2");
        set(store, "c", "3");
        assertNotNull(get(store, "a"));
        set(store, "d", "4");
        assertNull(get(store, "b"));
        assertNotNull(get(store, "a"));
        assertNotNull(get(store, "c"));
        assertNotNull(get(store, "d"));
    }

    @Test
    void reclaimsAnExpiredItemBeforeItEvictsALiveOne() {
        Store store = store(3 * Item.sizeOf(1, 1), true);
        set(store, "a", "1");
        StoreRequest request = new StoreRequest();
        request.reset(StoreMode.SET, 0);
        store.store(allocate(store, "b", "2", 1), request);
        set(store, "c", "3");
        seconds.incrementAndGet();
        set(store, "d", "4");
        assertNotNull(get(store, "a"));
        assertNull(get(store, "b"));
        synchronized (store) {
            assertEquals(0, store.stats().evictions);
            assertEquals(1, store.stats().reclaimed);
        }
    }

    @Test
    void failsInsteadOfEvictingIfToldSo() {
        Store store = store(2 * Item.sizeOf(1, 1), false);
        assertEquals(StoreOutcome.STORED, set(store, "a", "1"));
        assertEquals(StoreOutcome.STORED, set(store, "b", "2"));
        assertEquals(StoreOutcome.NO_MEMORY, set(store, "c", "3"));
        assertEquals("1", value(store, "a"));
        assertEquals("2", value(store, "b"));
    }

    @Test
    void countsItemsThatAreStillBeingReceived() {
        Store store = store(2 * Item.sizeOf(1, 1), true);
        Item first = allocate(store, "a", "1", 0);
        Item second = allocate(store, "b", "1", 0);
        assertNull(allocate(store, "c", "1", 0));
        store.release(first);
        assertNotNull(allocate(store, "c", "1", 0));
        store.release(second);
        assertEquals(0, store.bytes());
    }

    @Test
    void refusesWhatCanNeverFitWithoutEvictingTheRest() {
        Store store = store(4 * Item.sizeOf(1, 1), true);
        set(store, "a", "1");
        assertNull(allocate(store, "b", "x".repeat(1000), 0));
        assertNotNull(get(store, "a"));
    }

    @Test
    void storesOnlyIfTheCasValueMatches() {
        Store store = store(MANY, true);
        assertEquals(StoreOutcome.NOT_FOUND, put(store, StoreMode.CAS, "a", "1", 1));
        set(store, "a", "1");
        long cas = get(store, "a").cas;
        assertEquals(StoreOutcome.EXISTS, put(store, StoreMode.CAS, "a", "2", cas + 1));
        assertEquals(StoreOutcome.STORED, put(store, StoreMode.CAS, "a", "3", cas));
        assertEquals("3", value(store, "a"));
        assertNotEquals(cas, get(store, "a").cas);
        assertEquals(StoreOutcome.EXISTS, put(store, StoreMode.CAS, "a", "4", cas));
    }

    @Test
    void addsReplacesAndExtends() {
        Store store = store(MANY, true);
        assertEquals(StoreOutcome.NOT_STORED, put(store, StoreMode.REPLACE, "a", "1", 0));
        assertEquals(StoreOutcome.NOT_STORED, put(store, StoreMode.APPEND, "a", "1", 0));
        assertEquals(StoreOutcome.STORED, put(store, StoreMode.ADD, "a", "1", 0));
        assertEquals(StoreOutcome.NOT_STORED, put(store, StoreMode.ADD, "a", "2", 0));
        assertEquals(StoreOutcome.STORED, put(store, StoreMode.APPEND, "a", "2", 0));
        assertEquals(StoreOutcome.STORED, put(store, StoreMode.PREPEND, "a", "0", 0));
        assertEquals("012", value(store, "a"));
        assertEquals(StoreOutcome.STORED, put(store, StoreMode.REPLACE, "a", "9", 0));
        assertEquals("9", value(store, "a"));
        assertEquals(Item.sizeOf(1, 1), store.bytes());
    }

    @Test
    void refusesToExtendOverTheItemLimit() {
        Store store = new Store(seconds::get, MANY, Item.sizeOf(1, 10), true);
        set(store, "a", "1234567890");
        assertEquals(StoreOutcome.TOO_LARGE, put(store, StoreMode.APPEND, "a", "1", 0));
        assertEquals("1234567890", value(store, "a"));
        assertTrue(store.isTooLarge(1, 11));
        assertFalse(store.isTooLarge(1, 10));
    }

    @Test
    void keepsTheItemThatCannotBeExtendedForLackOfMemory() {
        Store store = store(2 * Item.sizeOf(1, 10), false);
        set(store, "a", "1234567890");
        assertEquals(StoreOutcome.NO_MEMORY, put(store, StoreMode.APPEND, "a", "1234567890", 0));
        assertEquals("1234567890", value(store, "a"));
        assertEquals(Item.sizeOf(1, 10), store.bytes());
    }

    @Test
    void countsUpModulo64BitsAndDownToZero() {
        Store store = store(MANY, true);
        set(store, "a", "18446744073709551615");
        Item item = get(store, "a");
        assertTrue(store.isNumber(item));
        assertEquals(1, store.add(item, true, 2));
        assertEquals(0, store.add(item, false, 2));
        assertEquals(-1, store.add(item, true, -1));
        assertEquals("18446744073709551615", value(store, "a"));
        assertEquals(Item.sizeOf(1, 20), store.bytes());
        set(store, "b", "18446744073709551616");
        assertFalse(store.isNumber(get(store, "b")));
    }

    @Test
    void flushesAtOnceAndLater() {
        Store store = store(MANY, true);
        set(store, "a", "1");
        store.flush(0);
        assertNull(get(store, "a"));
        assertEquals(0, store.bytes());
        store.flush(10);
        set(store, "b", "1");
        seconds.addAndGet(9);
        assertNotNull(get(store, "b"));
        seconds.incrementAndGet();
        assertNull(get(store, "b"));
        set(store, "c", "1");
        seconds.addAndGet(100);
        assertNotNull(get(store, "c"));
    }

    @Test
    void neverExceedsItsLimitAndNeverLosesCount() {
        long limit = 20_000;
        Store store = store(limit, true);
        Random random = new Random(7);
        StoreMode[] modes = {StoreMode.SET, StoreMode.ADD, StoreMode.REPLACE, StoreMode.APPEND, StoreMode.PREPEND};
        for (int i = 0; i < 50_000; i++) {
            String key = "key" + random.nextInt(500);
            put(store, modes[random.nextInt(modes.length)], key, "v".repeat(random.nextInt(100)), 0);
            if (random.nextInt(10) == 0) {
                store.deleteIfFound(bytes(key), 0, key.length());
            }
            assertTrue(store.bytes() <= limit);
        }
        long sum = 0;
        int count = 0;
        synchronized (store) {
            for (Item item = store.oldest(); item != null; item = item.newer) {
                sum += item.size();
                count++;
            }
        }
        assertEquals(sum, store.bytes());
        assertEquals(count, store.itemCount());
        store.flush(0);
        assertNotNull(allocate(store, "k", "v".repeat((int) (limit - Item.sizeOf(1, 0))), 0));
    }

    @Test
    void findsEveryKeyOfALargeTable() {
        Store store = store(1L << 30, true);
        for (int i = 0; i < 50_000; i++) {
            set(store, "key" + i, String.valueOf(i));
        }
        assertEquals(50_000, store.itemCount());
        for (int i = 0; i < 50_000; i++) {
            assertEquals(String.valueOf(i), value(store, "key" + i));
        }
    }

    @Test
    void shrinksWhenTheLimitIsLowered() {
        Store store = store(10 * Item.sizeOf(1, 1), true);
        for (char key = 'a'; key < 'k'; key++) {
            set(store, String.valueOf(key), "1");
        }
        assertEquals(10, store.itemCount());
        store.limit(4 * Item.sizeOf(1, 1));
        assertEquals(4, store.itemCount());
        assertNotNull(get(store, "j"));
    }
}
