package io.recordsockets.it.send;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.recordsockets.RecordState;
import io.recordsockets.SendOptions;
import io.recordsockets.it.send.Plugged.Sent;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The order of records that are queued together, sentence by sentence. */
public class OrderContract {
    @Test
    void urgentOvertakesAndOneUrgencyKeepsItsOrder() throws Exception {
        try (Plugged plugged = new Plugged()) {
            List<List<Sent>> byUrgency = new ArrayList<>();
            for (int u = 0; u < 8; u++) {
                byUrgency.add(new ArrayList<>());
            }
            for (int i = 0; i < 80; i++) {
                int urgency = i * 5 % 8;
                byUrgency.get(urgency).add(plugged.send(100 + i, SendOptions.ofUrgency(urgency)));
            }
            plugged.expect(byUrgency.stream().flatMap(List::stream).toList());
        }
    }

    @Test
    void fencedStaysBehindWhatIsQueued() throws Exception {
        try (Plugged plugged = new Plugged()) {
            Sent seven = plugged.send(100, SendOptions.ofUrgency(7));
            Sent fenced = plugged.send(100, SendOptions.ofUrgency(0).withFence());
            Sent one = plugged.send(100, SendOptions.ofUrgency(1));
            plugged.expect(List.of(one, seven, fenced));
        }
    }

    @Test
    void fencedKeepsItsOrderAmongThoseOfItsUrgency() throws Exception {
        try (Plugged plugged = new Plugged()) {
            Sent first = plugged.send(100, SendOptions.ofUrgency(3));
            Sent low = plugged.send(100, SendOptions.ofUrgency(7));
            Sent fenced = plugged.send(100, SendOptions.ofUrgency(3).withFence());
            Sent after = plugged.send(100, SendOptions.ofUrgency(3));
            plugged.expect(List.of(first, low, fenced, after));
        }
    }

    @Test
    void fenceFallsWithWhatItWaitedFor() throws Exception {
        try (Plugged plugged = new Plugged()) {
            plugged.send(100, SendOptions.ofUrgency(7));
            Sent fenced = plugged.send(100, SendOptions.ofUrgency(2).withFence());
            Sent later = plugged.send(100, SendOptions.ofUrgency(5));
            plugged.wire.socket.unsendUrgency(7);
            plugged.expect(List.of(fenced, later));
        }
    }

    @Test
    void oneFenceBehindTheOther() throws Exception {
        try (Plugged plugged = new Plugged()) {
            Sent low = plugged.send(100, SendOptions.ofUrgency(6));
            Sent first = plugged.send(100, SendOptions.ofUrgency(4).withFence());
            Sent second = plugged.send(100, SendOptions.ofUrgency(1).withFence());
            Sent third = plugged.send(100, SendOptions.ofUrgency(7).withFence());
            plugged.expect(List.of(low, first, second, third));
        }
    }

    @Test
    void newerRecordOfAKeyTakesItsPlaceAtTheEnd() throws Exception {
        try (Plugged plugged = new Plugged()) {
            Sent old = plugged.send(100, SendOptions.DEFAULT.withKey("key"));
            Sent other = plugged.send(100, SendOptions.DEFAULT);
            Sent newer = plugged.send(100, SendOptions.DEFAULT.withKey("key"));
            Sent urgent = plugged.send(100, SendOptions.ofUrgency(0).withKey("another"));
            assertEquals(RecordState.SUPERSEDED, old.state());
            assertEquals(RecordState.QUEUED, newer.state());
            plugged.expect(List.of(urgent, other, newer));
        }
    }
}
