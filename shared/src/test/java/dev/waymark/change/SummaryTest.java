package dev.waymark.change;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waymark.json.CanonicalJson;
import dev.waymark.json.StrictJson;
import io.micronaut.json.tree.JsonNode;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

final class SummaryTest {
    private static JsonNode read(String json) {
        return StrictJson.read(json.replace('\'', '"'));
    }

    private static String canonical(JsonNode node) {
        return new String(CanonicalJson.write(node), StandardCharsets.UTF_8);
    }

    /// Sections before and after, the summary and the noise.
    private static void assertChanges(String before, String after, String summary, String... noise) {
        StateChanges changes = StateChanges.between(read(before), read(after), Noise.DEFAULT);
        assertThat(canonical(changes.summary())).isEqualTo(canonical(read(summary)));
        assertThat(changes.noise()).containsExactly(noise);
        assertThat(JsonPatch.apply(read(before), changes.patch())).isEqualTo(read(after));
    }

    @Test
    void servicesAreToldByNameAndState() {
        assertChanges("""
                {'services_status': {'nginx': 'stopped', 'ssh': {'state': 'running', 'pid': 7}, 'cron': 'running',
                 'a/b': 'failed', 'old': 'active (exited)', 'gone': 'inactive', 'same': 'running',
                 'db': {'state': 'running', 'pid': 1}}}
                """, """
                {'services_status': {'nginx': 'running', 'ssh': {'state': 'stopped', 'pid': 7}, 'cron': 'reloading',
                 'a/b': 'stopped', 'new': {'state': 'active'}, 'same': 'running', 'db': {'state': 'running', 'pid': 2}}}
                """, """
                {'services': {'started': ['new', 'nginx'], 'stopped': ['old', 'ssh', 'cron'],
                 'changed': [{'name': 'gone', 'from': 'inactive', 'to': null}, {'name': 'a/b', 'from': 'failed', 'to': 'stopped'},
                  {'name': 'db', 'from': 'running', 'to': 'running', 'changes': [{'at': '/pid', 'from': 1, 'to': 2}]}]}}
                """);
    }

    @Test
    void aListOfServicesIsTheSameAsAnObjectOfThem() {
        assertChanges(
                "{'services_status': {'nginx': 'stopped', 'ssh': 'running'}}",
                "{'services_status': [{'name': 'nginx', 'state': 'running'}, {'name': 'cron', 'state': 'running'}]}",
                "{'services': {'started': ['cron', 'nginx'], 'stopped': ['ssh'], 'changed': []}}");
    }

    @Test
    void packagesAreToldByNameNotByPosition() {
        assertChanges("""
                {'packages_installed': [{'name': 'a', 'version': '1.9'}, {'name': 'b', 'version': '2'},
                 {'name': 'c', 'version': '2:1'}, {'name': 'd', 'version': '1', 'note': 1}]}
                """, """
                {'packages_installed': [{'name': 'd', 'version': '1', 'note': 2}, {'name': 'c', 'version': '1:9'},
                 {'name': 'curl', 'version': '8.0'}, {'name': 'a', 'version': '1.10'}]}
                """, """
                {'packages': {'installed': [{'name': 'curl', 'version': '8.0'}], 'removed': [{'name': 'b', 'version': '2'}],
                 'upgraded': [{'name': 'a', 'from': '1.9', 'to': '1.10'}], 'downgraded': [{'name': 'c', 'from': '2:1', 'to': '1:9'}],
                 'changed': [{'name': 'd', 'changes': [{'at': '/note', 'from': 1, 'to': 2}]}]}}
                """);
    }

    @Test
    void packagesOfSeveralArchitecturesAndVersionsAreSeveralPackages() {
        assertChanges("""
                {'packages_installed': [{'name': 'libc', 'arch': 'amd64', 'version': '1'}, {'name': 'libc', 'arch': 'i386', 'version': '1'},
                 {'name': 'kernel', 'version': '5'}, {'name': 'kernel', 'version': '6'}]}
                """, """
                {'packages_installed': [{'name': 'libc', 'arch': 'i386', 'version': '2'}, {'name': 'libc', 'arch': 'amd64', 'version': '1'},
                 {'name': 'kernel', 'version': '6'}, {'name': 'kernel', 'version': '7'}, {'name': 'kernel', 'version': '8'}]}
                """, """
                {'packages': {'installed': [{'name': 'kernel', 'version': '8'}], 'removed': [], 'downgraded': [], 'changed': [],
                 'upgraded': [{'name': 'libc', 'arch': 'i386', 'from': '1', 'to': '2'}, {'name': 'kernel', 'from': '5', 'to': '7'}]}}
                """);
    }

    @Test
    void anotherOrderOfTheSameThingsIsNoise() {
        assertChanges(
                "{'packages_installed': [{'name': 'a'}, {'name': 'b'}], 'process_list': [{'pid': 1}, {'pid': 2}]}",
                "{'packages_installed': [{'name': 'b'}, {'name': 'a'}], 'process_list': [{'pid': 2}, {'pid': 1}]}",
                "{}",
                "/packages_installed",
                "/process_list");
    }

    @Test
    void portsAndConnectionsAreToldByTheirAddresses() {
        assertChanges("""
                {'network_connections': [
                 {'protocol': 'tcp', 'local': '0.0.0.0:22', 'remote': '0.0.0.0:*', 'state': 'LISTEN', 'process': 'sshd'},
                 {'protocol': 'tcp', 'local': '10.0.0.1:5000', 'remote': '1.2.3.4:443', 'state': 'SYN_SENT', 'process': 'pip'},
                 {'protocol': 'tcp', 'local': '10.0.0.1:5001', 'remote': '1.2.3.4:443', 'state': 'ESTABLISHED', 'process': 'pip'}]}
                """, """
                {'network_connections': [
                 {'protocol': 'tcp', 'local': '[::]:8080', 'remote': '[::]:*', 'state': 'LISTEN', 'process': 'java'},
                 {'protocol': 'udp', 'local': '0.0.0.0:53', 'remote': '0.0.0.0:*', 'state': 'UNCONN'},
                 {'protocol': 'tcp', 'local': '10.0.0.1:5002', 'remote': '1.2.3.4:80', 'state': 'ESTABLISHED', 'process': 'apt'},
                 {'protocol': 'tcp', 'local': '10.0.0.1:5000', 'remote': '1.2.3.4:443', 'state': 'ESTABLISHED', 'process': 'pip'}]}
                """, """
                {'network': {'ports_opened': [{'protocol': 'tcp', 'local': '[::]:8080', 'port': 8080, 'process': 'java'},
                  {'protocol': 'udp', 'local': '0.0.0.0:53', 'port': 53}],
                 'ports_closed': [{'protocol': 'tcp', 'local': '0.0.0.0:22', 'port': 22, 'process': 'sshd'}],
                 'connections_opened': [{'protocol': 'tcp', 'local': '10.0.0.1:5002', 'remote': '1.2.3.4:80', 'state': 'ESTABLISHED', 'process': 'apt'}],
                 'connections_closed': [{'protocol': 'tcp', 'local': '10.0.0.1:5001', 'remote': '1.2.3.4:443', 'state': 'ESTABLISHED', 'process': 'pip'}],
                 'changed': [{'protocol': 'tcp', 'local': '10.0.0.1:5000', 'remote': '1.2.3.4:443',
                  'changes': [{'at': '/state', 'from': 'SYN_SENT', 'to': 'ESTABLISHED'}]}]}}
                """);
    }

    @Test
    void filesAndMountsAreToldByPath() {
        assertChanges("""
                {'file_system_state': {'mounts': [{'path': '/', 'type': 'ext4', 'used_bytes': 5}, {'path': '/old', 'type': 'nfs'}],
                 'files': {'/etc/hosts': {'sha256': 'aa', 'size_bytes': 1, 'mode': '0644'}, '/tmp/x': {'sha256': 'bb'}, '/a~b': {'mtime': 1}},
                 'quota': 5}}
                """, """
                {'file_system_state': {'mounts': [{'path': '/new', 'type': 'xfs'}, {'path': '/', 'type': 'ext4', 'used_bytes': 6}],
                 'files': {'/etc/hosts': {'sha256': 'cc', 'size_bytes': 2, 'mode': '0644'}, '/tmp/y': {'sha256': 'bb'}, '/a~b': {'mtime': 2}},
                 'quota': 6}}
                """, """
                {'files': {'added': ['/tmp/y'], 'removed': ['/tmp/x'], 'changed': [{'path': '/etc/hosts',
                  'changes': [{'at': '/sha256', 'from': 'aa', 'to': 'cc'}, {'at': '/size_bytes', 'from': 1, 'to': 2}]}]},
                 'mounts': {'added': ['/new'], 'removed': ['/old'], 'changed': []},
                 'file_system': {'added': [], 'removed': [], 'changed': [{'at': '/quota', 'from': 5, 'to': 6, 'delta': 1}]}}
                """, "/file_system_state/files/~1a~0b/mtime", "/file_system_state/mounts/1/used_bytes");
    }

    @Test
    void aPidThatIsUsedAgainIsAnotherProcess() {
        assertChanges("""
                {'process_list': [{'pid': 1, 'name': 'init', 'started_at': 'monday', 'cpu_percent': 1},
                 {'pid': 2, 'name': 'old', 'started_at': 'monday'}, {'pid': 3, 'name': 'sh', 'started_at': 'monday'}]}
                """, """
                {'process_list': [{'pid': 3, 'name': 'bash', 'started_at': 'monday'}, {'pid': 2, 'name': 'new', 'started_at': 'tuesday'},
                 {'pid': 1, 'name': 'init', 'started_at': 'monday', 'cpu_percent': 9}]}
                """, """
                {'processes': {'started': [{'pid': 2, 'name': 'new', 'started_at': 'tuesday'}],
                 'ended': [{'pid': 2, 'name': 'old', 'started_at': 'monday'}],
                 'changed': [{'pid': 3, 'name': 'bash', 'started_at': 'monday', 'changes': [{'at': '/name', 'from': 'sh', 'to': 'bash'}]}]}}
                """, "/process_list/2/cpu_percent");
    }

    @Test
    void resourcesHaveDeltasAndUnits() {
        assertChanges("""
                {'resource_usage': {'memory': {'used_bytes': 1000, 'note': 'a'}, 'cpu_percent': 0.3, 'disk': '1.5 GiB', 'load_average': 1.5,
                 'wait_ms': 9223372036854775807}}
                """, """
                {'resource_usage': {'memory': {'used_bytes': 1500, 'note': 'b'}, 'cpu_percent': 0.1, 'disk': '1.25 GiB', 'load_average': 9,
                 'wait_ms': -1, 'swap_bytes': 7}}
                """, """
                {'resources': {'added': [{'at': '/swap_bytes', 'value': 7}], 'removed': [], 'changed': [
                 {'at': '/memory/used_bytes', 'from': 1000, 'to': 1500, 'delta': 500, 'unit': 'bytes'},
                 {'at': '/memory/note', 'from': 'a', 'to': 'b'},
                 {'at': '/cpu_percent', 'from': 0.3, 'to': 0.1, 'delta': -0.2, 'unit': 'percent'},
                 {'at': '/disk', 'from': '1.5 GiB', 'to': '1.25 GiB', 'delta': -0.25, 'unit': 'GiB'},
                 {'at': '/wait_ms', 'from': 9223372036854775807, 'to': -1, 'delta': -9223372036854775808, 'unit': 'ms'}]}}
                """, "/resource_usage/load_average");
    }

    @Test
    void theSystemIsToldPlaceByPlaceAndItsClocksAreNoise() {
        assertChanges("""
                {'system_info': {'os': 'Debian 12', 'uptime_seconds': 5, 'dns': ['a', 'b', 'c'], 'disks': [{'name': 'sda', 'size': 1}, {'name': 'sdb', 'size': 2}]}}
                """, """
                {'system_info': {'os': 'Debian 13', 'uptime_seconds': 6, 'dns': ['b', 'c'], 'disks': [{'name': 'sdb', 'size': 3}], 'kernel': '6.1'}}
                """, """
                {'system': {'changed': [{'at': '/os', 'from': 'Debian 12', 'to': 'Debian 13'}, {'at': '/disks/0/size', 'from': 2, 'to': 3, 'delta': 1}],
                 'added': [{'at': '/kernel', 'value': '6.1'}],
                 'removed': [{'at': '/dns/0', 'value': 'a'}, {'at': '/disks/0', 'value': {'name': 'sda', 'size': 1}}]}}
                """, "/system_info/uptime_seconds");
    }

    @Test
    void otherShapesAreComparedPlaceByPlace() {
        assertChanges(
                "{'services_status': 'unknown', 'packages_installed': ['curl', 'git'], 'process_list': {'7': 'sh'}, 'file_system_state': [1]}",
                "{'services_status': 7, 'packages_installed': ['git', 'vim'], 'process_list': {'8': 'sh'}, 'file_system_state': [1, 2]}",
                """
                {'services': {'started': [], 'stopped': [], 'changed': [], 'other': {'added': [], 'removed': [], 'changed': [{'at': '', 'from': 'unknown', 'to': 7}]}},
                 'packages': {'installed': [], 'removed': [], 'upgraded': [], 'downgraded': [], 'changed': [],
                  'other': {'added': [{'at': '/1', 'value': 'vim'}], 'removed': [{'at': '/0', 'value': 'curl'}], 'changed': []}},
                 'processes': {'started': [{'pid': '8', 'name': 'sh'}], 'ended': [{'pid': '7', 'name': 'sh'}], 'changed': []},
                 'file_system': {'added': [{'at': '/1', 'value': 2}], 'removed': [], 'changed': []}}
                """);
    }

    @Test
    void aSectionOnOneSideOnlySaysSo() {
        assertChanges(
                "{'system_info': {'os': 'Debian'}}",
                "{'packages_installed': [{'name': 'curl', 'version': '8.0'}]}",
                """
                {'system': {'added': [], 'removed': [{'at': '/os', 'value': 'Debian'}], 'changed': [], 'only_in': 'before'},
                 'packages': {'installed': [{'name': 'curl', 'version': '8.0'}], 'removed': [], 'upgraded': [], 'downgraded': [], 'changed': [],
                  'only_in': 'after'}}
                """);
    }

    @Test
    void largeValuesAreShownByTheirSize() {
        String large = "[" + "1,".repeat(2_000) + "1]";
        JsonNode before = read("{'system_info': {'a': 'x', 'b': 1}}");
        JsonNode after = read("{'system_info': {'a': '%s', 'b': %s}}".formatted("y".repeat(3_000), large));
        JsonNode changed = StateChanges.between(before, after, Noise.DEFAULT)
                .summary()
                .get("system")
                .get("changed");
        assertThat(changed.get(0).get("to").getStringValue()).hasSize(501).endsWith("…");
        assertThat(canonical(changed.get(1).get("to"))).isEqualTo("{\"omitted_bytes\":4003}");
    }
}
