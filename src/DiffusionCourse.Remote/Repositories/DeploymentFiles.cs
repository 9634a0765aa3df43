using DiffusionCourse.Models;

namespace DiffusionCourse.Remote;

/// <summary>What starts the server of a repository, and the page for the teacher who does.</summary>
internal static class DeploymentFiles
{
    private const int Http = 8000, Grpc = 8001;

    /// <summary>Names and texts.</summary>
    public static IEnumerable<(string Name, string Text)> Of(
        ModelFolder folder, string prefix, IReadOnlyList<ServedGraph> graphs, RepositoryOptions options)
    {
        yield return options.Target == RepositoryTarget.Triton
            ? ("compose.yaml", Compose(options)) : ("inference-service.yaml", KServe(prefix, options));
        yield return ("README.md", Page(folder, prefix, graphs, options));
    }

    // Which image fits depends on the card's driver, so that the file asks for it.
    private static string Compose(RepositoryOptions options) => Lines(
    [
        "# docker compose up",
        "services:",
        "  triton:",
        "    image: ${TRITON_IMAGE:?set TRITON_IMAGE to a Triton Inference Server image that fits the driver}",
        "    command: tritonserver --model-repository=/models --disable-auto-complete-config",
        "    ports:",
        $"      - \"{Http}:8000\"",
        $"      - \"{Grpc}:8001\"",
        "    volumes:",
        "      - ./models:/models:ro",
        "    shm_size: 1g",
        "    restart: unless-stopped",
        "    healthcheck:",
        "      test: [\"CMD\", \"curl\", \"-sf\", \"http://localhost:8000/v2/health/ready\"]",
        "      interval: 10s",
        "      start_period: 120s",
        .. options.OnCpu ? Array.Empty<string>() :
        [
            "    deploy:",
            "      resources:",
            "        reservations:",
            "          devices:",
            "            - driver: nvidia",
            "              count: 1",
            "              capabilities: [gpu]",
        ],
    ]);

    // The runtime's own defaults, 1 CPU and 2 GiB, are too little for Stable Diffusion.
    private static string KServe(string prefix, RepositoryOptions options) => Lines(
    [
        "# kubectl apply -f inference-service.yaml, after models/ was copied to the volume that storageUri names",
        "apiVersion: serving.kserve.io/v1beta1",
        "kind: InferenceService",
        "metadata:",
        $"  name: {KubernetesName(prefix)}",
        "spec:",
        "  predictor:",
        "    model:",
        "      modelFormat:",
        "        name: triton",
        "      runtime: kserve-tritonserver",
        "      protocolVersion: v2",
        $"      storageUri: pvc://models/{KubernetesName(prefix)}",
        "      args:",
        "        - --disable-auto-complete-config",
        "      resources:",
        "        requests:",
        "          cpu: \"2\"",
        "          memory: 16Gi",
        .. Card(options),
        "        limits:",
        "          cpu: \"4\"",
        "          memory: 16Gi",
        .. Card(options),
    ]);

    private static string[] Card(RepositoryOptions options) => options.OnCpu ? [] : ["          nvidia.com/gpu: \"1\""];

    private static string Lines(IEnumerable<string> lines) => string.Concat(lines.Select(line => line + "\n"));

    private static string Page(ModelFolder folder, string prefix, IReadOnlyList<ServedGraph> graphs, RepositoryOptions options) => Lines(
    [
        $"# {folder.Name} for a class",
        "",
        "The networks run on this server; tokenizer, scheduler, guidance and the notebooks stay with the students.",
        "",
        "## Start",
        "",
        .. options.Target == RepositoryTarget.Triton ? TritonSteps : KServeSteps,
        "",
        "## The line for the class",
        "",
        "```",
        options.Target == RepositoryTarget.Triton
            ? $"export DIFFUSION_COURSE_SERVER=http://SERVER:{Http}/v2/models/{prefix}"
            : $"export DIFFUSION_COURSE_SERVER=https://SERVICE-HOST/v2/models/{prefix}",
        $"export DIFFUSION_COURSE_MODEL={folder.Name}",
        "```",
        "",
        .. options.Target == RepositoryTarget.Triton
            ? [$"Over gRPC, which has no limit of 64 MB on a message: `grpc://SERVER:{Grpc}/{prefix}`."] : Array.Empty<string>(),
        "Several servers stand with commas between them. A token goes into `DIFFUSION_COURSE_SERVER_TOKEN` and needs `https` or `grpcs`;",
        "the school's own certificate authority into `DIFFUSION_COURSE_SERVER_CA`. Students need the model's folder for its tokenizer and",
        "settings; the files named model.onnx and their weights may be left out of it.",
        "",
        "## What is served",
        "",
        "| network | rows that are merged | why |",
        "|---|---|---|",
        .. graphs.Select(graph => $"| {graph.Name} | {(graph.MaxBatchSize == 0 ? "none" : $"up to {graph.MaxBatchSize}")} | "
            + $"{graph.Reason ?? "rows run together gave what they give alone when this was written"} |"),
        "",
        "These files were checked against the rules of Triton's ONNX Runtime backend and against the graphs; no Triton has run them yet.",
    ]);

    private static readonly string[] TritonSteps =
    [
        "1. On the machine with the card, install Docker and NVIDIA's container toolkit.",
        "2. `export TRITON_IMAGE=...`: a Triton Inference Server image with the ONNX Runtime backend that fits the card's driver.",
        $"3. `docker compose up` in this folder. It is ready when `curl -f http://localhost:{Http}/v2/health/ready` succeeds: the networks",
        "   were warmed up by then.",
        "",
        "Triton knows no users and is not encrypted. On a network that others are on, put a gateway with TLS and a bearer token before it,",
        "nginx for instance.",
    ];

    private static readonly string[] KServeSteps =
    [
        "1. Copy `models/` to the persistent volume that `storageUri` names in `inference-service.yaml`.",
        "2. `kubectl apply -f inference-service.yaml`, and wait until `kubectl get inferenceservice` says that it is ready.",
        "3. The service's host name is the address below. For gRPC set protocolVersion to grpc-v2.",
    ];

    private static string KubernetesName(string prefix)
        => string.Concat(prefix.ToLowerInvariant().Select(letter => char.IsAsciiLetterOrDigit(letter) ? letter : '-')).Trim('-');
}
