using DiffusionCourse.Models;
using DiffusionCourse.Models.Onnx;
using DiffusionCourse.Tests.Cli;
using Google.Protobuf;

namespace DiffusionCourse.Tests.Cost;

/// <summary>The small reader of protocol buffers against Google's, and graphs written with Google's.</summary>
public sealed class ProtobufTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(127)]
    [InlineData(128)]
    [InlineData(300)]
    [InlineData(long.MaxValue)]
    [InlineData(-1)]
    public void Numbers_are_read_as_google_writes_them(long number)
    {
        var bytes = new byte[32];
        var google = new CodedOutputStream(bytes);
        google.WriteTag(1000, WireFormat.WireType.Varint);
        google.WriteInt64(number);
        google.Flush();
        var own = new ProtobufReader(new MemoryStream(bytes, 0, (int)google.Position));
        Assert.Equal(1000, own.NextField(own.End));
        Assert.Equal(number, own.ReadNumber());
        Assert.Equal(0, own.NextField(own.End));
    }

    [Fact]
    public void A_graph_that_is_built_reads_as_what_it_was_built_from()
    {
        var model = new OnnxGraphBuilder().Input("naïve", OnnxElementType.Float, 1, 0).Output("y", OnnxElementType.Float, 1, 3).Weight("w", 0.5f, 2, 3).Integers("axes", -1)
            .Node("MatMul", ["naïve", "w"], ["y"]).ToModel();
        var path = _folder.File("built.onnx");
        File.WriteAllBytes(path, model);
        var file = OnnxFile.Read(path);
        Assert.Equal(6, file.Parameters);
        Assert.Equal(["naïve", "w"], file.NodeThatWrites("y")!.Inputs);
        Assert.Equal([2L, 3], file.Constant("w")!.Dimensions);
        Assert.Equal(["w", "axes"], ModelProto.Parser.ParseFrom(model).Graph.Initializer.Select(tensor => tensor.Name));
    }

    [Fact]
    public void All_kinds_of_fields_can_be_skipped()
    {
        var bytes = new byte[64];
        var google = new CodedOutputStream(bytes);
        google.WriteTag(1, WireFormat.WireType.Fixed64);
        google.WriteDouble(1);
        google.WriteTag(2, WireFormat.WireType.Fixed32);
        google.WriteFloat(1);
        google.WriteTag(3, WireFormat.WireType.LengthDelimited);
        google.WriteString("skipped");
        google.WriteTag(4, WireFormat.WireType.Varint);
        google.WriteInt64(long.MinValue);
        google.WriteTag(5, WireFormat.WireType.Varint);
        google.WriteInt32(7);
        google.Flush();
        var own = new ProtobufReader(new MemoryStream(bytes, 0, (int)google.Position));
        for (var field = 1; field < 5; field++)
        {
            Assert.Equal(field, own.NextField(own.End));
            own.Skip();
        }

        Assert.Equal(5, own.NextField(own.End));
        Assert.Equal(7, own.ReadNumber());
    }

    [Fact]
    public void The_embedded_networks_have_as_many_parameters_as_google_reads()
    {
        var unet = ModelFolder.Open(ModelLocator.EmbeddedModel).UNet;
        Assert.Equal(OnnxParameters.Of(unet), OnnxFile.Read(unet).Parameters);
    }

    [Theory]
    [InlineData(100)]
    [InlineData(100_000)]
    public void A_file_that_is_cut_short_is_refused_with_its_name(int length)
    {
        var whole = File.ReadAllBytes(ModelFolder.Open(ModelLocator.EmbeddedModel).TextEncoder);
        var path = Path.Combine(_folder.Path, "model.onnx");
        File.WriteAllBytes(path, whole[..length]);
        var error = Assert.Throws<ModelException>(() => OnnxFile.Read(path));
        Assert.Contains(path, error.Message, StringComparison.Ordinal);
        Assert.Contains("cut short", error.Message, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();
}
