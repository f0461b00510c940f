package io.recordsockets.agent;

import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/**
 * What the operator may have said beside the agent argument: the system properties and the environment that are named after
 * this project, and so are its own.
 *
 * <p><b>Threading:</b> immutable; any thread.
 */
final class Surroundings {
    /** What names of system properties begin with. Behind it stands an option, as the agent argument has it. */
    static final String PROPERTY = "record-sockets.";

    /** What names in the environment begin with. Behind it stands an option in capitals, with _ for -. */
    static final String VARIABLE = "RECORD_SOCKETS_";

    /** Rules, as the agent argument has them: there they stand for themselves. */
    static final String RULES = "rules";

    /** Levels of the log and whether handles remember where they were made: what uses them reads them, when it is first used. */
    static final String LOG = "log";

    static final String LEAK_TRACE = "leak-trace";

    static final Surroundings NONE = new Surroundings(new TreeMap<>(), new TreeMap<>());

    private final Map<String, String> properties;
    private final Map<String, String> variables;

    private Surroundings(Map<String, String> properties, Map<String, String> variables) {
        this.properties = properties;
        this.variables = variables;
    }

    /** Of this JVM. None where the agent is not allowed to see them: who forbids that says nothing by them. */
    static Surroundings ofThisJvm() {
        try {
            return of(System.getProperties(), System.getenv());
        } catch (SecurityException e) {
            return NONE;
        }
    }

    static Surroundings of(Properties properties, Map<String, String> environment) {
        Map<String, String> ours = new TreeMap<>();
        for (String name : properties.stringPropertyNames()) {
            if (name.startsWith(PROPERTY)) {
                put(ours, name, properties.getProperty(name));
            }
        }
        Map<String, String> variables = new TreeMap<>();
        for (Map.Entry<String, String> variable : environment.entrySet()) {
            String name = variable.getKey();
            if (name.startsWith(VARIABLE) && !isOfAService(name) && !isOfTheTests(name)) {
                put(variables, name, variable.getValue());
            }
        }
        return new Surroundings(ours, variables);
    }

    /** What is set to nothing is not set: that is how a script or a container takes a variable back. */
    private static void put(Map<String, String> values, String name, String value) {
        if (value != null && !value.trim().isEmpty()) {
            values.put(name, value.trim());
        }
    }

    /** Kubernetes sets these in each container of a namespace that has a service named record-sockets. */
    private static boolean isOfAService(String variable) {
        String name = variable.substring(VARIABLE.length());
        return name.startsWith("SERVICE_") || name.equals("PORT") || name.startsWith("PORT_");
    }

    /** The JDKs that this project's own tests run on. All JVMs that they start inherit these. */
    private static boolean isOfTheTests(String variable) {
        return variable.equals("RECORD_SOCKETS_JDKS") || variable.equals("RECORD_SOCKETS_JDK25");
    }

    /** The option that a system property or a variable names. */
    static String option(String name) {
        return name.startsWith(PROPERTY)
                ? name.substring(PROPERTY.length())
                : lowerCase(name.substring(VARIABLE.length())).replace('_', '-');
    }

    /** Without a locale: those of the JDK would be loaded for this. */
    private static String lowerCase(String name) {
        char[] letters = name.toCharArray();
        for (int i = 0; i < letters.length; i++) {
            if (letters[i] >= 'A' && letters[i] <= 'Z') {
                letters[i] = (char) (letters[i] + ('a' - 'A'));
            }
        }
        return new String(letters);
    }

    /** System properties by name. */
    Map<String, String> properties() {
        return properties;
    }

    /** Variables of the environment by name. */
    Map<String, String> variables() {
        return variables;
    }
}
