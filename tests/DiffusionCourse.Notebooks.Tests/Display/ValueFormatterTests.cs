using System.Xml.Linq;
using DiffusionCourse.Notebooks.Display;

namespace DiffusionCourse.Notebooks.Tests.Display;

public class ValueFormatterTests
{
    private sealed record Pair(int Left, string Right);

    private sealed class Faulty
    {
        public int Good => 1;

        public int Bad => throw new InvalidOperationException("<no>");
    }

    private sealed class Plain
    {
        public override string ToString() => "just text";
    }

    public static TheoryData<object?, string> Texts => new()
    {
        { null, "null" },
        { "a <b>", "a <b>" },
        { 1.5, "1.5" },
        { 7.5f, "7.5" },
        { true, "True" },
        { DayOfWeek.Friday, "Friday" },
        { 'x', "x" },
        { new Uri("https://example.org/"), "https://example.org/" },
        { TimeSpan.FromSeconds(90), "00:01:30" },
        { typeof(Dictionary<string, int[]>), "Dictionary<String, Int32[]>" },
        { new[] { 1, 2 }, "[1, 2]" },
        { new List<string> { "a" }, "[\"a\"]" },
        { Array.Empty<int>(), "[]" },
        { new Plain(), "just text" },
        { new int?[] { 1, null }, "[1, null]" },
    };

    [Theory]
    [MemberData(nameof(Texts))]
    public void Simple_values_are_plain_text(object? value, string text) => Assert.Equal(FormattedValue.Plain(text), ValueFormatter.Format(value));

    [Fact]
    public void A_task_that_was_not_awaited_says_so() =>
        Assert.StartsWith("Task<Int32> (RanToCompletion), not awaited: write await", ValueFormatter.Format(Task.FromResult(1)).Text);

    [Fact]
    public void Twenty_items_of_a_sequence_are_shown()
    {
        Assert.Equal("[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, ...]  (1000 items)", ValueFormatter.Format(Enumerable.Range(0, 1000).ToArray()).Text);
        Assert.EndsWith(", 19, ...]", ValueFormatter.Format(Endless()).Text);
        Assert.Contains("The first 20 of 25 shown.", ValueFormatter.Format(Enumerable.Range(0, 25).Select(n => new Pair(n, "")).ToList()).Text);
    }

    [Fact]
    public void Objects_are_a_table_of_properties_and_everything_is_escaped() => Assert.Equal(
        "<table class=\"nb-table\"><caption>Pair</caption><tbody><tr><th scope=\"row\">Left</th><td>1</td></tr><tr><th scope=\"row\">Right</th><td>&lt;i&gt;</td></tr></tbody></table>",
        ValueFormatter.Format(new Pair(1, "<i>")).Text);

    [Fact]
    public void Objects_of_one_type_are_rows_of_one_table()
    {
        var table = Parse(new[] { new Pair(1, "a"), new Pair(2, "b&") });
        Assert.Equal(["Left", "Right", "1", "a", "2", "b&"], table.Descendants().Where(cell => cell.Name.LocalName is "th" or "td").Select(cell => cell.Value));
    }

    [Fact]
    public void Dictionaries_tuples_and_matrices_are_tables()
    {
        Assert.Equal("KeyValue<a>1", Parse(new Dictionary<string, int> { ["<a>"] = 1 }).Value);
        Assert.Equal("Item1Item21x", Parse((1, "x")).Value);
        Assert.Equal(["1", "2", "3", "4"], Parse(new[,] { { 1, 2 }, { 3, 4 } }).Descendants("td").Select(cell => cell.Value));
    }

    [Fact]
    public void A_getter_that_throws_leaves_the_others_shown()
    {
        var table = Parse(new Faulty());
        Assert.Contains("Good1", table.Value);
        Assert.Contains("InvalidOperationException: <no>", table.Value);
    }

    [Fact]
    public void Exceptions_show_their_chain() =>
        Assert.Contains("System.ArgumentException: outer &lt;\ncaused by System.FormatException: inner", ValueFormatter.Format(new ArgumentException("outer <", new FormatException("inner"))).Text);

    [Fact]
    public void An_object_that_contains_itself_ends()
    {
        var ring = new Ring();
        ring.Next = ring;
        Assert.Contains("Ring", ValueFormatter.Format(ring).Text);
    }

    private sealed class Ring
    {
        public Ring? Next { get; set; }
    }

    private static IEnumerable<int> Endless()
    {
        for (var n = 0; ; n++)
        {
            yield return n;
        }
    }

    private static XElement Parse(object value) => XElement.Parse(ValueFormatter.Format(value).ToHtml());
}
