package io.recordsockets.framing;

import io.recordsockets.RecordFraming;
import io.recordsockets.spi.RecordParser;
import io.recordsockets.spi.StreamDirection;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;

/**
 * A framing that nobody knew when its rule was read: the classes of an application may be below the system class loader, in a
 * fat jar or a web application, which is not there when the agent starts. So it is looked for when a connection matches, in
 * the context class loader of that thread and in that of the system, in each of them once.
 *
 * <p><b>Threading:</b> any thread. No lock is held while class loaders are asked, which have locks of their own.
 */
public final class LateFraming implements MessageFraming {
    private final String name;
    private final Map<String, String> parameters;

    /** Why there is none yet; for the operator. */
    private volatile UnknownFramingException unknown;

    private volatile RecordFraming found;

    /** Those that do not have it. */
    private final Set<ClassLoader> asked = Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));

    /**
     * A framing to be found later.
     *
     * @param unknown what {@link Framings#find} says about the name now
     */
    public LateFraming(String name, Map<String, String> parameters, UnknownFramingException unknown) {
        this.name = name;
        this.parameters = parameters;
        this.unknown = unknown;
    }

    /**
     * A parser of the framing that was found.
     *
     * @throws UnknownFramingException where it is not there yet
     * @throws IllegalArgumentException where it has no use for the parameters of the rule
     */
    @Override
    public RecordParser parser(StreamDirection direction) {
        return framing().parser(direction);
    }

    /** As {@link #parser}, with the same exceptions. */
    @Override
    public RecordParser messages(StreamDirection direction) {
        return MessageFraming.messages(framing(), direction);
    }

    @Override
    public boolean isSymmetric() {
        return framing().isSymmetric();
    }

    @Override
    public boolean recordsStandAlone() {
        return framing().recordsStandAlone();
    }

    @Override
    public String toString() {
        return name;
    }

    private RecordFraming framing() {
        RecordFraming framing = found;
        return framing == null ? look() : framing;
    }

    private RecordFraming look() {
        RecordFraming framing = in(Thread.currentThread().getContextClassLoader());
        if (framing == null) {
            framing = in(ClassLoader.getSystemClassLoader());
        }
        if (framing == null) {
            throw unknown;
        }
        found = framing;
        return framing;
    }

    private RecordFraming in(ClassLoader loader) {
        if (loader == null || asked.contains(loader)) {
            return null;
        }
        try {
            return Framings.find(name, parameters, loader);
        } catch (UnknownFramingException e) {
            unknown = e;
            asked.add(loader);
            return null;
        }
    }

    /** Why it was not found so far, with the names that are known, for the operator; null where it is found. */
    public String problem() {
        return found == null ? unknown.getMessage() : null;
    }
}
