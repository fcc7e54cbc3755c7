using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.Data.Sqlite;

namespace Twofold.Studio;

/// <summary>The jobs and what happened in them, in the studio's database; and the signal that there is something new.</summary>
sealed class JobStore(StudioDatabase database, TimeProvider time)
{
    const string Progress = "id, kind, title, page, state, created, started, ended, progress", Columns = $"{Progress}, result, message", WithoutResult = $"{Progress}, NULL, message";

    const string IsActive = $"state IN ('{nameof(JobState.Waiting)}', '{nameof(JobState.Running)}')";

    const string CanGoOn = $"state IN ('{nameof(JobState.Interrupted)}', '{nameof(JobState.Cancelled)}', '{nameof(JobState.Failed)}')";

    /// <summary>How many jobs that ended are kept.</summary>
    const int Kept = 100;

    /// <summary>How often it is kept how far a job was: more points than a curve on a page is wide say nothing.</summary>
    const int MostProgress = 1000;

    /// <summary>Events of a job between two looks at whether there are more.</summary>
    const int EventsBetweenLooks = 100;

    readonly ConcurrentDictionary<string, TaskCompletionSource> news = [];

    public Job? Find(string id) => database.Query($"SELECT {Columns} FROM jobs WHERE id = $id", Read, ("$id", id)).FirstOrDefault();

    public IReadOnlyList<Job> All() => database.Query($"SELECT {Columns} FROM jobs ORDER BY created DESC", Read);

    /// <summary>The jobs that wait or work, without results: what every page asks for all the time.</summary>
    public IReadOnlyList<Job> Active() => database.Query($"SELECT {WithoutResult} FROM jobs WHERE {IsActive} ORDER BY created DESC", Read);

    /// <summary>The job of a kind that waits or works on something, such as a "board", by the name that its request has for that; null for none.</summary>
    public Job? ActiveOn(string kind, string what, string id) => database.Query(
        $"SELECT {WithoutResult} FROM jobs WHERE {IsActive} AND kind = $kind AND json_extract(request, $what) = $id", Read, ("$kind", kind), ("$what", $"$.{what}"), ("$id", id)).FirstOrDefault();

    /// <summary>The jobs that ended and are older than those that are kept, without results.</summary>
    public IReadOnlyList<Job> TooOld() => database.Query($"SELECT {WithoutResult} FROM jobs WHERE NOT {IsActive} ORDER BY created DESC LIMIT -1 OFFSET {Kept}", Read);

    public JsonElement RequestOf(string id) => JsonElement.Parse(database.Query("SELECT request FROM jobs WHERE id = $id", row => row.GetString(0), ("$id", id))[0]);

    public void Add(string id, string kind, string title, string page, string request) => Change(id, () => database.Execute(
        "INSERT INTO jobs (id, kind, title, page, request, state, created) VALUES ($id, $kind, $title, $page, $request, $state, $created)",
        ("$id", id), ("$kind", kind), ("$title", title), ("$page", page), ("$request", request), ("$state", nameof(JobState.Waiting)), ("$created", Now)));

    /// <summary>Takes a job off the list, unless it waits or works by now.</summary>
    /// <returns>Whether it was taken off.</returns>
    public bool Remove(string id)
    {
        var isRemoved = false;
        database.InTransaction(() =>
        {
            isRemoved = database.Execute($"DELETE FROM jobs WHERE id = $id AND NOT {IsActive}", ("$id", id)) > 0;
            if (isRemoved)
                database.Execute("DELETE FROM job_events WHERE job = $id", ("$id", id));
        });
        return isRemoved;
    }

    public void Begin(string id) => Change(id, () => database.Execute(
        "UPDATE jobs SET state = $state, started = $now, ended = NULL, message = NULL, result = NULL WHERE id = $id", ("$state", nameof(JobState.Running)), ("$now", Now), ("$id", id)));

    public void End(string id, JobState state, string? result, string? message) => Change(id, () => database.Execute(
        "UPDATE jobs SET state = $state, ended = $now, result = $result, message = $message WHERE id = $id",
        ("$state", state.ToString()), ("$now", Now), ("$result", result), ("$message", message), ("$id", id)));

    /// <summary>Lets a job wait that ended before it was done, unless somebody else has let it by now.</summary>
    /// <returns>Whether it waits by this.</returns>
    public bool Wait(string id) => Change(id, () => database.Execute(
        $"UPDATE jobs SET state = $state, ended = NULL, message = NULL WHERE id = $id AND {CanGoOn}", ("$state", nameof(JobState.Waiting)), ("$id", id)));

    /// <summary>Says of a job that waited to go on, and was cancelled before it did, that it stands as it stood; its result was never touched.</summary>
    public void PutBack(Job before) => Change(before.Id, () => database.Execute(
        "UPDATE jobs SET state = $state, ended = $ended, message = $message WHERE id = $id",
        ("$state", before.State.ToString()), ("$ended", before.Ended?.ToUnixTimeMilliseconds()), ("$message", before.Message), ("$id", before.Id)));

    /// <summary>Says of the jobs that worked when the studio was killed that they were interrupted.</summary>
    public void MarkInterrupted()
    {
        foreach (var job in All().Where(job => job.IsActive))
            End(job.Id, JobState.Interrupted, job.Result?.GetRawText(), "The studio ended while this worked.");
    }

    public void Report(string id, JobProgress progress)
    {
        var json = JsonSerializer.Serialize(progress, StudioJson.Options);
        database.InTransaction(() =>
        {
            database.Execute("UPDATE jobs SET progress = $progress WHERE id = $id", ("$progress", json), ("$id", id));
            Insert(id, "progress", json);
        });
        Signal(id);
    }

    public void Append(string id, string type, string json)
    {
        Insert(id, type, json);
        Signal(id);
    }

    /// <summary>What happened after an event, in order.</summary>
    public IReadOnlyList<JobEvent> EventsAfter(string id, long number) => database.Query(
        "SELECT number, type, data FROM job_events WHERE job = $id AND number > $number ORDER BY number",
        row => new JobEvent(row.GetInt64(0), row.GetString(1), row.GetString(2)), ("$id", id), ("$number", number));

    /// <summary>A task that ends when there is something new of a job. Ask for it before you look, and nothing is missed.</summary>
    public Task NewsOf(string id) => news.GetOrAdd(id, _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    void Insert(string id, string type, string json)
    {
        var number = database.Query(
            "INSERT INTO job_events (job, number, type, data) SELECT $id, COALESCE(MAX(number), 0) + 1, $type, $data FROM job_events WHERE job = $id RETURNING number",
            row => row.GetInt64(0), ("$id", id), ("$type", type), ("$data", json))[0];
        if (number % EventsBetweenLooks != 0)
            return;
        // The points of a curve may be few among much that says only how far it is, and each is wanted then.
        const string Point = "data LIKE '%\"measures\":{\"%'";
        Thin(id, number, $"NOT {Point}");
        Thin(id, number, Point);
    }

    // A training of hours says three times a second how far it is. What is left of that lies evenly over all of it, and the newest is among it.
    void Thin(string id, long newest, string which)
    {
        var progress = $"FROM job_events WHERE job = $id AND type = 'progress' AND {which}";
        if (database.Query($"SELECT COUNT(*) {progress}", row => row.GetInt32(0), ("$id", id))[0] > MostProgress)
        {
            database.Execute(
                $"DELETE {progress} AND number NOT IN (SELECT MAX(number) {progress} GROUP BY number * $left / ($newest + 1))",
                ("$id", id), ("$left", MostProgress / 2), ("$newest", newest));
        }
    }

    // Where the job stands is an event too, so that who listens needs nothing else: a kill between the two would leave a page waiting for good.
    bool Change(string id, Func<int> change)
    {
        var isChanged = false;
        database.InTransaction(() =>
        {
            isChanged = change() > 0;
            if (isChanged)
                Insert(id, "job", JsonSerializer.Serialize(Find(id), StudioJson.Options));
        });
        Signal(id);
        return isChanged;
    }

    void Signal(string id)
    {
        if (news.TryRemove(id, out var waiting))
            waiting.TrySetResult();
    }

    static Job Read(SqliteDataReader row) => new(
        row.GetString(0), row.GetString(1), row.GetString(2), row.GetString(3), Enum.Parse<JobState>(row.GetString(4)),
        DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(5)), TimeAt(row, 6), TimeAt(row, 7),
        row.IsDBNull(8) ? null : JsonSerializer.Deserialize<JobProgress>(row.GetString(8), StudioJson.Options),
        row.IsDBNull(9) ? null : JsonElement.Parse(row.GetString(9)),
        row.IsDBNull(10) ? null : row.GetString(10));

    static DateTimeOffset? TimeAt(SqliteDataReader row, int column) => row.IsDBNull(column) ? null : DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(column));
}
