using DiffusionCourse.Notebooks.Protocol;
using DiffusionCourse.Notebooks.Serving;

namespace DiffusionCourse.Notebooks.Tests.Serving;

/// <summary>What an editor may send.</summary>
public sealed class EditorRequestTests
{
    [Fact]
    public void Members_are_read_as_they_were_sent_and_others_ignored()
    {
        var run = EditorRequest.Read("""{"id":-7,"type":"run","code":"1 + 1","place":"cell 3","later":true}""");
        Assert.Equal(("run", -7, "1 + 1", "cell 3"), (run.Type, run.Id, run.Code, run.Place));
        Assert.Null(run.Question);

        var question = EditorRequest.Read("""{"type":"complete","id":1,"code":"Math.","position":5,"above":["using System;"]}""").Question!;
        Assert.Equal((LanguageQuestionKind.Completion, "Math.", 5), (question.Kind, question.Code, question.Position));
        Assert.Equal(["using System;"], question.Above);

        Assert.Equal("", EditorRequest.Read("""{"type":"input","line":""}""").Line);
        Assert.Null(EditorRequest.Read("""{"type":"input"}""").Line);
    }

    [Theory]
    [InlineData("nonsense", null, "not JSON")]
    [InlineData("", null, "not JSON")]
    [InlineData("[1]", null, "an object with a type")]
    [InlineData("null", null, "an object with a type")]
    [InlineData("{}", null, "needs a type: run, interrupt")]
    [InlineData("""{"type":7,"id":3}""", 3, "'type' is a text; it was 7")]
    [InlineData("""{"type":"restart","id":3}""", 3, "no request 'restart'")]
    [InlineData("""{"type":"run","code":"1"}""", null, "needs an id")]
    [InlineData("""{"type":"run","id":"a","code":"1"}""", null, "'id' is a whole number of 32 bits; it was \"a\"")]
    [InlineData("""{"type":"run","id":1.5,"code":"1"}""", null, "it was 1.5")]
    [InlineData("""{"type":"run","id":3}""", 3, "needs code")]
    [InlineData("""{"type":"run","id":3,"code":["1"]}""", 3, "'code' is a text")]
    [InlineData("""{"type":"run","id":3,"code":"\ud800"}""", 3, "surrogate")]
    [InlineData("""{"type":"run","id":3,"code":"1","place":4}""", 3, "'place' is a text; it was 4")]
    [InlineData("""{"type":"complete","id":3,"code":"Math."}""", 3, "from 0 to 5")]
    [InlineData("""{"type":"complete","id":3,"code":"Math.","position":6}""", 3, "position 6 is not in the code")]
    [InlineData("""{"type":"inspect","id":3,"code":"Math.","position":-1}""", 3, "position -1 is not in the code")]
    [InlineData("""{"type":"diagnose","id":3,"code":"1","above":"x"}""", 3, "'above' is a list of texts")]
    [InlineData("""{"type":"diagnose","id":3,"code":"1","above":[1]}""", 3, "'above' is a list of texts")]
    [InlineData("""{"type":"diagnose","id":3,"code":"1","above":["\ud800"]}""", 3, "'above' holds half of a surrogate pair")]
    public void A_line_that_is_no_request_is_refused_by_what_is_wrong_with_it(string line, int? id, string said)
    {
        var refusal = Assert.Throws<EditorRequestException>(() => EditorRequest.Read(line));
        Assert.Contains(said, refusal.Message, StringComparison.Ordinal);
        Assert.Equal(id, refusal.Id);
    }

    [Fact]
    public void A_refusal_is_short_however_long_the_line_is() =>
        Assert.True(Assert.Throws<EditorRequestException>(() => EditorRequest.Read($$"""{"type":"{{new string('x', 1_000_000)}}"}""")).Message.Length < 300);
}
