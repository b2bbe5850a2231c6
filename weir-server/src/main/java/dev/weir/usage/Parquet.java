package dev.weir.usage;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroupFactory;
import org.apache.parquet.hadoop.ParquetFileWriter;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Types;
import org.jspecify.annotations.Nullable;

/**
 * Writes rows as a Parquet file: counts as integers, amounts as decimals of twelve places, all else as texts that may be
 * null. Dictionaries make it small enough to do without a codec, which not every reader has. At most some megabytes are
 * in memory, a group of rows.
 */
final class Parquet implements AutoCloseable {
    private static final long GROUP_BYTES = 4L << 20;
    private static final int PAGE_BYTES = 64 << 10;
    private static final int DECIMAL_BYTES = 16;
    private static final int PRECISION = 38;
    private static final int SCALE = 12;

    private final List<String> columns;
    private final Set<String> counts = new HashSet<>();
    private final Set<String> amounts = new HashSet<>();
    private final SimpleGroupFactory rows;
    private final ParquetWriter<Group> out;

    /**
     * @param file may be there, and is written anew
     */
    Parquet(Path file, List<String> columns) throws IOException {
        this.columns = List.copyOf(columns);
        Arrays.stream(Measure.values()).map(Measure::wire).forEach(counts::add);
        Arrays.stream(Amount.values()).map(Amount::wire).forEach(amounts::add);
        amounts.add(RowJson.NET);
        MessageType schema = schema();
        this.rows = new SimpleGroupFactory(schema);
        this.out = ExampleParquetWriter.builder(new LocalOutputFile(file))
                .withConf(new PlainParquetConfiguration())
                .withType(schema)
                .withCompressionCodec(CompressionCodecName.UNCOMPRESSED)
                .withRowGroupSize(GROUP_BYTES)
                .withPageSize(PAGE_BYTES)
                .withWriteMode(ParquetFileWriter.Mode.OVERWRITE)
                .build();
    }

    private MessageType schema() {
        Types.MessageTypeBuilder schema = Types.buildMessage();
        for (String column : columns) {
            if (counts.contains(column)) {
                schema.required(PrimitiveTypeName.INT64).named(column);
            } else if (amounts.contains(column)) {
                schema.required(PrimitiveTypeName.FIXED_LEN_BYTE_ARRAY)
                        .length(DECIMAL_BYTES)
                        .as(LogicalTypeAnnotation.decimalType(SCALE, PRECISION))
                        .named(column);
            } else {
                schema.optional(PrimitiveTypeName.BINARY)
                        .as(LogicalTypeAnnotation.stringType())
                        .named(column);
            }
        }
        return schema.named("usage");
    }

    /** Values in the order of the columns. */
    void row(List<? extends @Nullable Object> values) {
        Group row = rows.newGroup();
        for (int i = 0; i < columns.size(); i++) {
            String column = columns.get(i);
            Object value = values.get(i);
            if (value == null) {
                continue;
            }
            if (counts.contains(column)) {
                row.add(column, ((Number) value).longValue());
            } else if (amounts.contains(column)) {
                row.add(column, decimal(value.toString()));
            } else {
                row.add(column, value.toString());
            }
        }
        try {
            out.write(row);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Two's complement, the highest byte first. */
    private static Binary decimal(String amount) {
        BigInteger unscaled = new BigDecimal(amount).setScale(SCALE).unscaledValue();
        byte[] shortest = unscaled.toByteArray();
        byte[] bytes = new byte[DECIMAL_BYTES];
        Arrays.fill(bytes, (byte) (unscaled.signum() < 0 ? -1 : 0));
        System.arraycopy(shortest, 0, bytes, DECIMAL_BYTES - shortest.length, shortest.length);
        return Binary.fromConstantByteArray(bytes);
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
