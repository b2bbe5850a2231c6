package dev.weir.app;

import dev.weir.batch.Batch;
import dev.weir.batch.Batches;
import dev.weir.batch.LineFailure;
import dev.weir.console.BatchSource;
import dev.weir.files.StoredFile;
import dev.weir.files.StoredFiles;
import dev.weir.http.Request;
import dev.weir.spi.Money;
import dev.weir.spi.Principal;
import dev.weir.tenancy.Tenancy;
import dev.weir.tenancy.VirtualKey;
import dev.weir.trace.BatchCost;
import dev.weir.trace.Traces;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Batches as the console wants them: with the names of files and keys, and what they cost. */
record ConsoleBatches(Batches batches, StoredFiles files, Traces traces, Tenancy tenancy) implements BatchSource {
    private static final String ENDPOINT = "endpoint";
    private static final String WINDOW = "window";

    @Override
    public Items list(Principal principal, @Nullable String after, int limit) {
        var page = batches.list(principal.project(), after, limit);
        Map<String, BatchCost> costs = traces.batchCosts(
                principal.project(), page.batches().stream().map(Batch::id).toList());
        return new Items(
                page.batches().stream()
                        .map(batch -> item(batch, costs.get(batch.id())))
                        .toList(),
                page.more());
    }

    private Item item(Batch batch, @Nullable BatchCost cost) {
        String currency = cost == null ? null : cost.currency();
        return new Item(
                batch,
                files.find(batch.project(), batch.inputFile())
                        .map(StoredFile::fileName)
                        .orElse(""),
                tenancy.key(batch.key())
                        .map(VirtualKey::name)
                        .orElse(batch.key().value()),
                cost == null || currency == null ? null : Money.of(cost.cost()),
                currency);
    }

    @Override
    public Optional<Item> find(Principal principal, String id) {
        return batches.find(principal.project(), id)
                .map(batch -> item(
                        batch,
                        traces.batchCosts(principal.project(), List.of(id)).get(id)));
    }

    @Override
    public List<LineFailure> failures(Principal principal, Batch batch, int limit) {
        return batches.failures(principal.project(), batch, limit);
    }

    @Override
    public List<String> endpoints() {
        return batches.endpoints();
    }

    @Override
    public long largestUpload() {
        return files.largestForm();
    }

    @Override
    public String create(Request form) {
        StoredFiles.Uploaded uploaded = files.receive(form, Set.of(ENDPOINT, WINDOW));
        Map<String, String> fields = uploaded.fields();
        return batches.create(
                        form.principal(),
                        uploaded.file().id(),
                        fields.getOrDefault(ENDPOINT, ""),
                        fields.getOrDefault(WINDOW, ""))
                .id();
    }

    @Override
    public void cancel(Principal principal, String id) {
        batches.cancel(principal.project(), id);
    }
}
