// SPDX-License-Identifier: LGPL-2.1-or-later
/* The coefficient: the digest over the bytes of a record. */
#include <errno.h>
#include <openssl/evp.h>
#include <stdlib.h>

#include "internal.h"

API int lsm_tsem_record_coefficient(const struct lsm_tsem_record *record, char *buf,
				    size_t size)
{
	const EVP_MD *hash = record->info.digest == LSM_TSEM_SHA512 ? EVP_sha512() :
								      EVP_sha256();
	unsigned char digest[EVP_MAX_MD_SIZE], *bytes;
	unsigned int digest_len = 0;
	size_t len;
	int ret = lsm_tsem_record_encode(record, &bytes, &len);

	if (ret < 0)
		return ret;
	ret = EVP_Digest(bytes, len, digest, &digest_len, hash, NULL);
	free(bytes);
	if (!ret)
		return -EIO;
	if (size <= 2 * digest_len)
		return -ERANGE;
	hex_put(digest, digest_len, buf);
	return (int)(2 * digest_len);
}
