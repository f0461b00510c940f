package io.recordsockets.arch;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Classes that depend on each other in a circle: the strongly connected components of more than one, by the algorithm of Tarjan.
 * A nested class counts as the one around it.
 */
final class ClassCycles {
    private final Map<String, Set<String>> uses = new TreeMap<>();
    private final Map<String, Integer> order = new HashMap<>();
    private final Map<String, Integer> lowest = new HashMap<>();
    private final Deque<String> open = new ArrayDeque<>();
    private final Set<String> isOpen = new HashSet<>();
    private final List<Set<String>> cycles = new ArrayList<>();

    private ClassCycles(JavaClasses classes) {
        for (JavaClass type : classes) {
            for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
                String from = outer(type);
                String to = outer(dependency.getTargetClass());
                if (!from.equals(to) && to.startsWith("io.recordsockets.")) {
                    uses.computeIfAbsent(from, name -> new TreeSet<>()).add(to);
                }
            }
        }
    }

    static List<Set<String>> of(JavaClasses classes) {
        ClassCycles found = new ClassCycles(classes);
        for (String name : found.uses.keySet()) {
            if (!found.order.containsKey(name)) {
                found.visit(name);
            }
        }
        return found.cycles;
    }

    private static String outer(JavaClass type) {
        return type.getBaseComponentType().getName().replaceAll("\\$.*", "");
    }

    private void visit(String name) {
        order.put(name, order.size());
        lowest.put(name, order.get(name));
        open.push(name);
        isOpen.add(name);
        for (String used : uses.getOrDefault(name, Set.of())) {
            if (!order.containsKey(used)) {
                visit(used);
                lowest.merge(name, lowest.get(used), Math::min);
            } else if (isOpen.contains(used)) {
                lowest.merge(name, order.get(used), Math::min);
            }
        }
        if (lowest.get(name).equals(order.get(name))) {
            close(name);
        }
    }

    /** All that was opened since depends on each other. */
    private void close(String first) {
        Set<String> cycle = new TreeSet<>();
        String name;
        do {
            name = open.pop();
            isOpen.remove(name);
            cycle.add(name);
        } while (!name.equals(first));
        if (cycle.size() > 1) {
            cycles.add(cycle);
        }
    }
}
