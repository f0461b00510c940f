package io.recordsockets.framing;

import io.recordsockets.RecordFraming;
import io.recordsockets.spi.RecordFramingProvider;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeSet;

/**
 * Framings from the class path of the application. Its code is not ours: whatever it throws becomes one message for the
 * operator, and a provider that cannot be loaded does not hide the others.
 *
 * <p><b>Threading:</b> one thread.
 */
final class ProvidedFramings {
    /** A broken provider file may fail at each step of the iteration, and an iterator may fail for ever. */
    private static final int MAX_FAILURES = 20;

    private final List<String> names = new ArrayList<>();
    private Throwable failure;

    private ProvidedFramings() {}

    static RecordFraming find(String name, Map<String, String> parameters, ClassLoader applications) {
        ProvidedFramings providers = new ProvidedFramings();
        RecordFramingProvider provider = providers.provider(name, applications);
        if (provider == null) {
            throw providers.unknown(name);
        }
        return framing(provider, name, parameters);
    }

    private RecordFramingProvider provider(String wanted, ClassLoader applications) {
        int failures = 0;
        Iterator<RecordFramingProvider> all = null;
        while (failures < MAX_FAILURES) {
            try {
                if (all == null) {
                    all = ServiceLoader.load(RecordFramingProvider.class, applications)
                            .iterator();
                }
                if (!all.hasNext()) {
                    break;
                }
                RecordFramingProvider provider = all.next();
                String name = provider.name();
                if (wanted.equals(name)) {
                    return provider;
                }
                names.add(name);
            } catch (ServiceConfigurationError | LinkageError | RuntimeException e) {
                failures++;
                failure = failure == null ? e : failure;
            }
        }
        return null;
    }

    private UnknownFramingException unknown(String name) {
        List<String> known = new ArrayList<>(Framings.names());
        known.addAll(names);
        String message = "Unknown framing: framing=" + name + "; known are " + String.join(", ", known);
        if (failure != null) {
            message += "; a provider could not be loaded: " + failure;
        }
        return new UnknownFramingException(message, failure);
    }

    private static RecordFraming framing(RecordFramingProvider provider, String name, Map<String, String> parameters) {
        RecordFraming framing;
        try {
            Set<String> known = provider.parameters();
            Parameters.check(name, parameters, known == null ? List.of() : List.copyOf(new TreeSet<>(known)));
            framing = provider.framing(parameters);
        } catch (NumberFormatException | LinkageError e) {
            throw unusable(name, provider, "failed: " + e, e);
        } catch (IllegalArgumentException e) {
            // worded for the operator, by us or by contract of the provider
            throw e;
        } catch (RuntimeException e) {
            throw unusable(name, provider, "failed: " + e, e);
        }
        if (framing == null) {
            throw unusable(name, provider, "made none", null);
        }
        return framing;
    }

    private static IllegalArgumentException unusable(
            String name, RecordFramingProvider provider, String how, Throwable cause) {
        return new IllegalArgumentException(
                "Framing provider " + how + "; framing=" + name + " provider="
                        + provider.getClass().getName() + "; ask its maker, or use framing none",
                cause);
    }
}
