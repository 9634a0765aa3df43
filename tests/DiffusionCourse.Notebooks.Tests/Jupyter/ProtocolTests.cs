using System.Text.RegularExpressions;
using Xunit.Abstractions;

namespace DiffusionCourse.Notebooks.Tests.Jupyter;

/// <summary>The protocol message by message, with Jupyter's own client as the peer: the cases stand in Peer/protocol.py.</summary>
public sealed partial class ProtocolTests(ProtocolRun run, ITestOutputHelper output) : IClassFixture<ProtocolRun>
{
    public static TheoryData<string> Cases =>
        [.. CaseDefinition().Matches(File.ReadAllText(Path.Combine(JupyterPeer.Scripts, "protocol.py"))).Select(match => match.Groups[1].Value)];

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Protocol(string name)
    {
        if (run.IsPresent(output))
        {
            var problems = await run.Problems;
            Assert.True(problems.TryGetValue(name, out var problem), "The case did not run.");
            Assert.True(problem is null, problem);
        }
    }

    [GeneratedRegex(@"^def (case_\w+)", RegexOptions.Multiline)]
    private static partial Regex CaseDefinition();
}
