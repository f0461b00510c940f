package io.recordsockets.agent;

import io.recordsockets.framing.Framings;
import java.io.PrintStream;

/** The help text. */
final class Help {
    private static final String USAGE = """
            Record Sockets: wakes the application only when a whole record has come in.
            Plain TCP, nothing changes on the wire, the application is not changed.

            With an application:
              java -javaagent:record-sockets-agent.jar=ARGUMENT ...

              ARGUMENT holds entries, one a line or parted by ';': rules, and options as name=value.
              In quotes, since the shell knows ';' and '*' too. Comments begin with '#'.

            Options:
              config=FILE        a UTF-8 file of rules and options, one a line; behind those of ARGUMENT (default: none)
              strict=on|off      exit where the agent cannot start; else the application runs plain (default: off)
              jmx=on|off         show counters over JMX as io.recordsockets:type=RecordSockets (default: on)
              drain-timeout=TIME let queued records leave for so long on close and exit; 1ms..3600s (default: 5s)
              hold-memory=SIZE   read ahead so much at most, over all connections; 0 for nothing, ..1g
                                 (default: a 64th of the maximum heap, 1m to 256m)
              check-records=on|off  refuse to send what is no record of its framing (default: on)
              store-limit=SIZE   take so much memory for what several connections share; 0 for none, ..1g
                                 (default: a quarter of what is free in store-directory, at most 64m)
              store-directory=DIR  where that memory is; a memory file system (default: /dev/shm)
              quiet=on|off       print no line where all is well (default: off)

              The same by system property or environment, with the option's name in capitals and _ for -:
                -Drecord-sockets.drain-timeout=10s    RECORD_SOCKETS_DRAIN_TIMEOUT=10s
                -Drecord-sockets.rules=RULES          RECORD_SOCKETS_RULES=RULES
              ARGUMENT comes first, then system properties, the environment, and the config file: the first that has
              an option decides, and the rules of all four are tried in this order. An unknown name is an error.

            Rules, the first that matches wins:
              listen|connect  HOST[/PREFIX]:PORT[-PORT]  FRAMING[(key=value,...)]  [key=value ...]

              listen   connections that are accepted, by their local address
              connect  connections that are made, by their remote address
              HOST     *, an IPv4 address, an IPv6 address in brackets, localhost;
                       for connect also a host name, as the application gives it: it is not looked up
              PORT     *, a port or a range

              hold=auto|on|off   wake for whole records where that is seen to pay, always, or never (default: auto)
              hold-limit=SIZE    larger records are delivered in steps; 1..1g, with k, m or g (default: 1m)
              stall=TIME         deliver a part after so long without progress, at most; 1ms..3600s (default: 200ms)
              hold-time=TIME     deliver a part after so long in any case, at most; 1ms..3600s (default: 1s)
              share=auto|on|off  one buffer for many receivers that lag behind (default: auto)

            """;

    private static final String COMMANDS = """

            Examples:
              java '-javaagent:record-sockets-agent.jar=listen *:9000 length-field(offset=0,length=4)' -jar server.jar
              java '-javaagent:record-sockets-agent.jar=config=/etc/record-sockets.rules;strict=on' -jar server.jar
              listen *:9000-9010 length-field(offset=0,length=4) stall=500ms hold-limit=4m
              connect 10.0.0.0/8:7000 line
              listen *:8081 none      # but not this port
              listen *:8080-8090 line

            Commands:
              java -jar record-sockets-agent.jar --help
              java -jar record-sockets-agent.jar --version
              java -jar record-sockets-agent.jar explain --config FILE    listen|connect HOST:PORT
              java -jar record-sockets-agent.jar explain --rules 'TEXT'   listen|connect HOST:PORT
                  tells, rule by rule, what would happen to a socket; TEXT is as ARGUMENT above.
                  HOST * or 0.0.0.0 or [::] is a server on every local address.
              java -jar record-sockets-agent.jar check
                  tells what this host and JDK offer, and whether record sockets will work

            Log lines go to standard error; -Drecord-sockets.log=off|error|warn|info|debug (default: warn),
            or RECORD_SOCKETS_LOG. -Drecord-sockets.leak-trace=on tells where a handle was made that nobody closed.
            Exit codes: 0 yes or fine, 1 no or something is wrong, 64 wrong usage.
            """;

    private Help() {}

    static void print(PrintStream out) {
        out.print(USAGE);
        out.println("Framings:");
        for (Framings.Description framing : Framings.builtIn()) {
            String parameters = String.join(", ", framing.parameters());
            out.println("  " + framing.name() + (parameters.isEmpty() ? "" : "(" + parameters + ")"));
            out.println("      " + framing.help());
        }
        out.println("  and those of RecordFramingProvider services on the class path of the application");
        out.print(COMMANDS);
    }
}
