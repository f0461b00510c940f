package io.recordsockets.bench.backlog;

import io.recordsockets.RecordGroup;
import io.recordsockets.RecordHandle;
import io.recordsockets.RecordSocket;
import io.recordsockets.SendOptions;
import io.recordsockets.UnsendResult;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Record sockets with the default policy but for its limits, which the backlog needs higher. Bulk has urgency 5. */
final class RecordsSide implements Side {
    private static final SendOptions URGENT = SendOptions.ofUrgency(SendOptions.MOST_URGENT);
    private static final SendOptions BULK = SendOptions.ofUrgency(5);
    private static final long MAX_BYTES = 64L << 20;
    private static final int MAX_RECORDS = 65_536;

    private final List<RecordSocket> receivers = new ArrayList<>();
    private RecordGroup group;

    @Override
    public void open(List<SocketChannel> channels) throws IOException {
        group = RecordGroup.create();
        for (SocketChannel channel : channels) {
            RecordSocket socket = RecordSocket.attach(channel);
            socket.policy(socket.policy().withLimits(MAX_BYTES, MAX_RECORDS));
            receivers.add(socket);
            group.add(socket);
        }
    }

    @Override
    public Object make(ByteBuffer bytes) {
        return RecordHandle.wrap(bytes);
    }

    @Override
    public void dispose(Object record) {
        ((RecordHandle) record).close();
    }

    @Override
    public void send(int receiver, Object record, boolean urgent) throws IOException {
        if (!receivers
                .get(receiver)
                .send((RecordHandle) record, urgent ? URGENT : BULK)
                .isAccepted()) {
            throw new IOException("record was not accepted: receiver=" + receiver);
        }
    }

    @Override
    public void sendToAll(Object record) throws IOException {
        int accepted = group.send((RecordHandle) record, BULK).accepted();
        if (accepted != receivers.size()) {
            throw new IOException("record was not accepted: receivers=" + receivers.size() + " accepted=" + accepted);
        }
    }

    @Override
    public long queuedBytes(int receiver) {
        return receivers.get(receiver).backlog().bytes();
    }

    @Override
    public String withdraw(Object record) {
        UnsendResult result = ((RecordHandle) record).unsend();
        char[] answers = new char[receivers.size()];
        Arrays.fill(answers, '?');
        note(answers, result.unsent(), TAKEN_BACK);
        note(answers, result.started(), STARTED);
        note(answers, result.sent(), SENT);
        note(answers, result.ended(), ENDED);
        return new String(answers);
    }

    private void note(char[] answers, List<RecordSocket> sockets, char answer) {
        for (RecordSocket socket : sockets) {
            answers[receivers.indexOf(socket)] = answer;
        }
    }

    @Override
    public void close() throws IOException {
        for (RecordSocket socket : receivers) {
            socket.unsendUrgency(BULK.urgency());
            socket.close();
        }
        receivers.clear();
    }
}
