package io.recordsockets.arch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.TreeSet;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** The BOM has no parent, so it repeats what other modules inherit, and no profile of a release looks at it. */
class BomTest {
    private static final Path ROOT = Path.of("..");

    @Test
    void theBomRepeatsWhatTheParentSays() throws Exception {
        Element parent = project("pom.xml");
        Element bom = project("spi/bom/pom.xml");
        for (String name : new String[] {"groupId", "version", "url", "licenses", "developers", "scm"}) {
            assertEquals(text(parent, name), text(bom, name));
        }
        assertTrue(!text(bom, "name").isEmpty() && !text(bom, "description").isEmpty());
    }

    @Test
    void theBomNamesWhatIsPublished() throws Exception {
        TreeSet<String> published = new TreeSet<>();
        for (String module : new String[] {"spi", "agent"}) {
            published.add(text(project(module + "/pom.xml"), "artifactId"));
        }
        TreeSet<String> named = new TreeSet<>();
        NodeList managed =
                child(project("spi/bom/pom.xml"), "dependencyManagement").getElementsByTagName("artifactId");
        for (int i = 0; i < managed.getLength(); i++) {
            named.add(managed.item(i).getTextContent());
        }
        assertEquals(published, named);
    }

    private static Element project(String pom) throws Exception {
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(ROOT.resolve(pom).toFile())
                .getDocumentElement();
    }

    private static String text(Element project, String name) {
        return child(project, name).getTextContent().strip().replaceAll("\\s+", " ");
    }

    private static Element child(Element project, String name) {
        NodeList children = project.getChildNodes();
        Element found = null;
        for (int i = 0; i < children.getLength(); i++) {
            if (children.item(i).getNodeName().equals(name)) {
                found = (Element) children.item(i);
            }
        }
        assertNotNull(found, name);
        return found;
    }
}
