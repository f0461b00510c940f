package io.recordsockets.it.program;

import java.net.URI;
import java.nio.file.Path;
import org.apache.catalina.Context;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.util.scan.StandardJarScanner;

/** Tomcat with one web application, which is asked once. */
public final class WarHost {
    private WarHost() {}

    /** The folder of the web application; a folder to work in. */
    public static void main(String[] arguments) throws Exception {
        java.util.logging.Logger.getLogger("").setLevel(java.util.logging.Level.OFF);
        Tomcat tomcat = new Tomcat();
        tomcat.setBaseDir(arguments[1]);
        tomcat.setPort(0);
        Context context = tomcat.addWebapp("", Path.of(arguments[0]).toString());
        StandardJarScanner scanner = new StandardJarScanner();
        scanner.setScanClassPath(false);
        context.setJarScanner(scanner);
        Tomcat.addServlet(context, "api", ApiServlet.class.getName());
        context.addServletMappingDecoded("/api", "api");
        tomcat.start();
        URI uri = URI.create("http://localhost:" + tomcat.getConnector().getLocalPort() + "/api");
        System.out.print(new String(uri.toURL().openStream().readAllBytes()));
        System.exit(0);
    }
}
