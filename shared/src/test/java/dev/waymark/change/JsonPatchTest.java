package dev.waymark.change;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waymark.json.StrictJson;
import dev.waymark.problem.ProblemException;
import io.micronaut.json.tree.JsonNode;
import java.util.Collections;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class JsonPatchTest {
    private static JsonNode read(String json) {
        return StrictJson.read(json.replace('\'', '"'));
    }

    /// After the examples of RFC 6902, appendix A.
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            {'foo': 'bar'} | [{'op': 'add', 'path': '/baz', 'value': 'qux'}] | {'baz': 'qux', 'foo': 'bar'}
            {'foo': [1, 2]} | [{'op': 'add', 'path': '/foo/1', 'value': 3}] | {'foo': [1, 3, 2]}
            {'foo': [1]} | [{'op': 'add', 'path': '/foo/1', 'value': 3}] | {'foo': [1, 3]}
            {'foo': [1]} | [{'op': 'add', 'path': '/foo/-', 'value': [2]}] | {'foo': [1, [2]]}
            {'foo': 1} | [{'op': 'add', 'path': '/foo', 'value': null}] | {'foo': null}
            {'foo': 1} | [{'op': 'add', 'path': '', 'value': 7}] | 7
            {'a': 1, 'b': 2} | [{'op': 'remove', 'path': '/a'}] | {'b': 2}
            [1, 2, 3] | [{'op': 'remove', 'path': '/1'}] | [1, 3]
            {'a': 1} | [{'op': 'replace', 'path': '/a', 'value': {'b': 2}}] | {'a': {'b': 2}}
            {'a': {'b': 1}, 'c': {}} | [{'op': 'move', 'from': '/a/b', 'path': '/c/d'}] | {'a': {}, 'c': {'d': 1}}
            [1, 2, 3, 4] | [{'op': 'move', 'from': '/1', 'path': '/3'}] | [1, 3, 4, 2]
            {'a': 1} | [{'op': 'move', 'from': '/a', 'path': '/a'}] | {'a': 1}
            {'a': {'b': 1}} | [{'op': 'copy', 'from': '/a', 'path': '/a/c'}] | {'a': {'b': 1, 'c': {'b': 1}}}
            {'a': [1]} | [{'op': 'copy', 'from': '/a', 'path': '/b'}, {'op': 'add', 'path': '/b/0', 'value': 2}] | {'a': [1], 'b': [2, 1]}
            {'a': [1.0, {'b': 2, 'c': null}]} | [{'op': 'test', 'path': '/a', 'value': [1, {'c': null, 'b': 2.0}]}] | {'a': [1, {'b': 2, 'c': null}]}
            {'~1': 10, '/': 9} | [{'op': 'test', 'path': '/~01', 'value': 10}, {'op': 'remove', 'path': '/~1'}] | {'~1': 10}
            {'': {'': 1}} | [{'op': 'replace', 'path': '//', 'value': 2}] | {'': {'': 2}}
            {'a': 1} | [{'op': 'add', 'path': '/b', 'value': 1, 'unknown': 5}] | {'a': 1, 'b': 1}
            {'a': 1} | [] | {'a': 1}
            """)
    void appliesOperations(String document, String patch, String result) {
        assertThat(JsonPatch.apply(read(document), read(patch))).isEqualTo(read(result));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            {'op': 'add', 'path': '/a/b/c', 'value': 1} | absent | /0/path
            {'op': 'add', 'path': '/list/4', 'value': 1} | index | /0/path
            {'op': 'add', 'path': '/list/01', 'value': 1} | index | /0/path
            {'op': 'add', 'path': '/list/-1', 'value': 1} | index | /0/path
            {'op': 'add', 'path': '/list/99999999999', 'value': 1} | index | /0/path
            {'op': 'remove', 'path': '/list/3'} | index | /0/path
            {'op': 'remove', 'path': '/list/-'} | index | /0/path
            {'op': 'remove', 'path': '/zzz'} | absent | /0/path
            {'op': 'remove', 'path': ''} | absent | /0/path
            {'op': 'replace', 'path': '/zzz', 'value': 1} | absent | /0/path
            {'op': 'move', 'from': '/zzz', 'path': '/b'} | absent | /0/from
            {'op': 'move', 'from': '/list', 'path': '/list/0'} | inside | /0/path
            {'op': 'copy', 'from': '/zzz', 'path': '/b'} | absent | /0/from
            {'op': 'test', 'path': '/text', 'value': 'u'} | test | /0/path
            {'op': 'test', 'path': '/list', 'value': [1, 2]} | test | /0/path
            {'op': 'test', 'path': '/list', 'value': {'0': 1}} | test | /0/path
            {'op': 'test', 'path': '/zzz', 'value': null} | absent | /0/path
            {'op': 'add', 'path': '/b'} | required | /0/value
            {'op': 'add', 'value': 1} | required | /0/path
            {'path': '/b', 'value': 1} | required | /0/op
            {'op': 'Add', 'path': '/b', 'value': 1} | enum | /0/op
            {'op': 'add', 'path': 'b', 'value': 1} | pointer | /0/path
            {'op': 'add', 'path': '/b~2', 'value': 1} | pointer | /0/path
            {'op': 'add', 'path': 7, 'value': 1} | type | /0/path
            {'op': 'move', 'path': '/b'} | required | /0/from
            7 | type | /0
            """)
    void refusesWhatCannotBeApplied(String operation, String code, String pointer) {
        JsonNode document = read("{'text': 't', 'list': [1, 2, 3], 'a': {}}");
        assertThatThrownBy(() -> JsonPatch.apply(document, read("[" + operation + "]")))
                .isInstanceOfSatisfying(ProblemException.class, problem -> {
                    assertThat(problem.errors().getFirst().code()).isEqualTo(code);
                    assertThat(problem.errors().getFirst().pointer()).isEqualTo(pointer);
                });
        assertThat(document).isEqualTo(read("{'text': 't', 'list': [1, 2, 3], 'a': {}}"));
    }

    @Test
    void whatIsNotAListIsNoPatch() {
        assertThatThrownBy(() -> JsonPatch.apply(read("{}"), read("{}"))).isInstanceOf(ProblemException.class);
    }

    @Test
    void copiesCannotFillTheMemory() {
        String copy = "{'op': 'copy', 'from': '', 'path': '/a'}";
        JsonNode patch = read("[" + String.join(",", Collections.nCopies(60, copy.replace("/a", "/-"))) + "]");
        assertRefused(read("[1]"), patch, "size");
    }

    @Test
    void movesCannotNestWithoutEnd() {
        String deep = "[".repeat(300) + "]".repeat(300);
        JsonNode patch = read("[{'op': 'move', 'from': '/1', 'path': '/0%s/0'}]".formatted("/0".repeat(299)));
        assertRefused(read("[%s, %s]".formatted(deep, deep)), patch, "too_deep");
    }

    private static void assertRefused(JsonNode document, JsonNode patch, String code) {
        assertThatThrownBy(() -> JsonPatch.apply(document, patch))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        problem ->
                                assertThat(problem.errors().getFirst().code()).isEqualTo(code));
    }
}
